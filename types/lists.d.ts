// Lists to choose from, and what is found and shown in panels.

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

/** A place where the search found something. */
interface Hit {
  link: HTMLAnchorElement;
  page: string;
  block: string;
  field: string;
  words: string;
  nth: number;
}

/** Somebody else who has the page open. */
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
  words: string;
  block: string;
  where: string;
}

/** A gap between blocks: a slot, and the id of the block before the gap. */
type Gap = { slot: HTMLElement; after: string };
