import { Plus, X } from "lucide-react";
import { useId } from "react";
import { Button } from "../../design/Button.tsx";
import { IconButton } from "../../design/IconButton.tsx";
import { playground as text } from "../../text/playground.ts";
import { defaultOf } from "../form/defaults.ts";
import { branchName, type Field, fieldOf, type Member, withItem, withMember } from "../form/fields.ts";
import { constraintsOf } from "../schema/explain.ts";
import { isList, isRecord, type JsonSchema } from "../schema/json-schema.ts";
import styles from "./FieldView.module.css";
import { Input } from "./Input.tsx";

export interface FieldViewProps {
  /** Empty: the whole frame. */
  readonly name: string;
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
  /** Only where it may be left out. */
  readonly onRemove?: () => void;
}

/** A value, asked for as its schema says. */
export function FieldView(props: FieldViewProps) {
  const field = fieldOf(props.schema, props.value);
  switch (field.kind) {
    case "object":
      return <ObjectField {...props} members={field.members} />;
    case "list":
      return <ListField {...props} item={field.item} />;
    case "either":
      return <EitherField {...props} field={field} />;
    default:
      return <PlainField {...props} field={field} />;
  }
}

function ObjectField({
  name,
  schema,
  value,
  onValue,
  onRemove,
  members,
}: FieldViewProps & { readonly members: readonly Member[] }) {
  const given = isRecord(value) ? value : {};
  const isGiven = ({ key }: Member): boolean => Object.hasOwn(given, key);
  const absent = members.filter((member) => !isGiven(member));
  const inner = (
    <>
      {members.filter(isGiven).map(({ key, schema: member, isRequired }) => (
        <FieldView
          key={key}
          name={key}
          schema={member}
          value={given[key]}
          onValue={(changed) => onValue(withMember(value, key, changed))}
          {...(!isRequired && { onRemove: () => onValue(withMember(value, key, undefined)) })}
        />
      ))}
      {absent.length > 0 && (
        <div className={styles["absent"]}>
          {absent.map(({ key, schema: member }) => (
            <Button
              key={key}
              size="small"
              variant="quiet"
              icon={<Plus size={14} />}
              aria-label={text.compose.add(key)}
              onClick={() => onValue(withMember(value, key, defaultOf(member)))}
            >
              {key}
            </Button>
          ))}
        </div>
      )}
    </>
  );
  return name === "" ? <div className={styles["fields"]}>{inner}</div> : <Group {...{ name, schema, onRemove }}>{inner}</Group>;
}

function ListField({ name, schema, value, onValue, onRemove, item }: FieldViewProps & { readonly item: JsonSchema }) {
  const items = isList(value) ? value : [];
  return (
    <Group {...{ name, schema, onRemove }}>
      {items.map((one, index) => (
        <FieldView
          // biome-ignore lint/suspicious/noArrayIndexKey: items have nothing else to be told apart by
          key={index}
          name={text.compose.item(index)}
          schema={item}
          value={one}
          onValue={(changed) => onValue(withItem(value, index, changed))}
          onRemove={() => onValue(withItem(value, index, undefined))}
        />
      ))}
      <Button size="small" variant="quiet" icon={<Plus size={14} />} onClick={() => onValue([...items, defaultOf(item)])}>
        {text.compose.addItem}
      </Button>
    </Group>
  );
}

function EitherField({ field, onValue, ...rest }: FieldViewProps & { readonly field: Extract<Field, { kind: "either" }> }) {
  const { branches, at } = field;
  const choose = (index: number): void => onValue(defaultOf(branches[index] ?? {}));
  return (
    <div className={styles["either"]}>
      <label className={styles["shape"]}>
        {rest.name === "" ? text.compose.shape : `${rest.name}: ${text.compose.shape}`}
        <select value={at} onChange={({ target }) => choose(Number(target.value))}>
          {branches.map((branch, index) => (
            <option key={branchName(branch)} value={index}>
              {branchName(branch)}
            </option>
          ))}
        </select>
      </label>
      <FieldView {...rest} schema={branches[at] ?? {}} onValue={onValue} />
    </div>
  );
}

interface GroupProps extends Pick<FieldViewProps, "name" | "schema"> {
  readonly onRemove?: (() => void) | undefined;
  readonly children: React.ReactNode;
}

function Group({ name, schema, onRemove, children }: GroupProps) {
  return (
    <fieldset className={styles["group"]}>
      <legend>
        {name}
        <Remove name={name} onRemove={onRemove} />
      </legend>
      {schema.description !== undefined && <p className={styles["help"]}>{schema.description}</p>}
      <div className={styles["fields"]}>{children}</div>
    </fieldset>
  );
}

function PlainField({ name, schema, value, onValue, onRemove, field }: FieldViewProps & { readonly field: Field }) {
  const id = useId();
  const help = [schema.description, constraintsOf(schema).join(", ")].filter((part) => part !== undefined && part !== "");
  return (
    <div className={styles["field"]}>
      <div className={styles["label"]}>
        <label htmlFor={id}>{name}</label>
        <Remove name={name} onRemove={onRemove} />
      </div>
      <Input id={id} field={field} value={value} onValue={onValue} />
      <p id={`${id}-help`} className={styles["help"]}>
        {help.join(" · ")}
      </p>
    </div>
  );
}

function Remove({ name, onRemove }: { readonly name: string; readonly onRemove: (() => void) | undefined }) {
  if (onRemove === undefined) return null;
  return <IconButton size="small" label={text.compose.remove(name)} icon={<X size={14} />} onClick={onRemove} />;
}
