export function ModerationPanel({ roomId }: { readonly roomId: string }) {
  return <p>{roomId}</p>;
}
