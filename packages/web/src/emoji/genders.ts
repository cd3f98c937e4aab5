/** How Unicode makes a man and a woman of a person, and what it calls them. */
export const genders = ["man", "woman"] as const;
type Gender = (typeof genders)[number];

const person = "🧑";
const people: Readonly<Record<Gender, string>> = { man: "👨", woman: "👩" };
const signs: Readonly<Record<Gender, string>> = { man: "♂️", woman: "♀️" };

/** `🧑‍🚀 astronaut` becomes `👩‍🚀 woman astronaut`; `🧗 person climbing` becomes `🧗‍♀️ woman climbing`. */
export function ofGender({ emoji, label }: { readonly emoji: string; readonly label: string }, gender: Gender) {
  return {
    emoji: emoji.startsWith(person) ? emoji.replaceAll(person, people[gender]) : `${emoji}\u200D${signs[gender]}`,
    label: label.includes("person") ? label.replace("person", gender) : `${gender} ${label}`,
  };
}
