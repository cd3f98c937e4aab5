import { Component, type ReactNode, Suspense } from "react";
import { text } from "../text/text.ts";
import { Button } from "./Button.tsx";
import { Notice } from "./Notice.tsx";
import { say } from "./Toasts.tsx";

interface LazyPartProps {
  /** What stands there while it comes. */
  readonly waiting?: ReactNode;
  /** It has no place of its own, as a dialog: that it does not come is said for a moment. */
  readonly isPlaceless?: boolean;
  readonly children: ReactNode;
}

/**
 * Around what is fetched when it is first shown. It may not come: there is no connection, or the server has a newer page by now and this one's
 * parts no more. The rest of the page goes on all the same.
 */
export class LazyPart extends Component<LazyPartProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(): void {
    if (this.props.isPlaceless) say(text.common.partMissing, { isError: true });
  }

  override render(): ReactNode {
    const { waiting = null, isPlaceless, children } = this.props;
    if (!this.state.hasFailed) return <Suspense fallback={waiting}>{children}</Suspense>;
    if (isPlaceless) return null;
    return (
      <Notice title={text.common.partMissing} action={<Button onClick={() => location.reload()}>{text.common.reload}</Button>}>
        {text.common.partMissingHint}
      </Notice>
    );
  }
}
