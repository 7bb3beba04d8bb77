// Types of lists: options to choose from, search results, people, problems.

type Value = unknown;

/** An option of the combobox. */
interface Option {
  value: Value;
  label: string;
  note?: string;
  icon?: Element;
}
type OptionGroup = { label: string; options: Option[] };

/** A component that the insert menu offers. */
interface Offer extends Option {
  value: string;
  note: string;
  category: string;
  rank: number;
}

/** An option of the choice dialog. */
interface Choice {
  label: string;
  value: Value;
  note?: string;
  keys?: string;
  group?: string;
  depth?: number;
}
type ChoiceGroup = { label: string; options: Choice[] };

type Shortcut = { group: string; title: string; keys: string[] };

/** A match of the search. `nth`: its index among equal matches in the field. */
interface Hit {
  link: HTMLAnchorElement;
  page: string;
  block: string;
  field: string;
  text: string;
  nth: number;
}

/** Another person who has the page open, or another tab of the same person. */
interface Person {
  client: string;
  user: string;
  name: string;
  block: string;
  isMe: boolean;
  hue: number;
}

/** Something that the accessibility check found. */
interface Problem {
  title: string;
  advice: string;
  excerpt: string;
  block: string;
  where: string;
}

/** A gap between blocks: a slot, and the id of the block before the gap. */
type Gap = { slot: HTMLElement; after: string };
