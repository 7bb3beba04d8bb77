// The real Puck editor, with the components that the test passes in. `window.puck` is the API that Puck's plugins get.

import { Puck, createUsePuck, migrate } from "@puckeditor/core";
import "@puckeditor/core/no-external.css";
import { createRoot } from "react-dom/client";

const given = JSON.parse(document.getElementById("given").textContent);
const usePuck = createUsePuck();

function Shown({ type, fields, puck, ...props }) {
  return (
    <section data-shown={type}>
      {Object.entries(fields).map(([name, field]) => {
        const value = props[name];
        if (field.type === "slot") return <div key={name}>{value && value()}</div>;
        if (field.type === "richtext") return <div key={name}>{value}</div>;
        return <p key={name}>{typeof value === "string" ? value : JSON.stringify(value)}</p>;
      })}
    </section>
  );
}

const Custom = ({ value }) => <output>{JSON.stringify(value)}</output>;

// Fields of kinds that Puck lacks become `custom` fields, as in any site that uses Puck.
function fieldOf(field) {
  if (field.type === "custom") return { ...field, render: Custom };
  const inner = field.arrayFields || field.objectFields;
  if (!inner) return field;
  const made = Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, fieldOf(each)]));
  return { ...field, [field.arrayFields ? "arrayFields" : "objectFields"]: made };
}

const components = Object.fromEntries(Object.entries(given.components).map(([type, { label, fields, defaultProps }]) => {
  const made = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)]));
  return [type, { label, fields: made, defaultProps, render: (props) => <Shown type={type} fields={fields} {...props} /> }];
}));
const config = { components, root: { fields: { title: { type: "text" } } } };

function Hand() {
  const appState = usePuck((state) => state.appState);
  const dispatch = usePuck((state) => state.dispatch);
  const getItemById = usePuck((state) => state.getItemById);
  const getSelectorForId = usePuck((state) => state.getSelectorForId);
  window.puck = { appState, dispatch, getItemById, getSelectorForId };
  return null;
}

window.migrated = (data) => migrate(data, config);
createRoot(document.getElementById("editor")).render(
  <Puck config={config} data={given.data} overrides={{ headerActions: ({ children }) => <>{children}<Hand /></> }} />,
);
