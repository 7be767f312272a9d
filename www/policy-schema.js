// What the JSON Schema of policies says about a place in a policy.
import root from "group-gate/policy.schema.json" with { type: "json" };

/** @typedef {{ [key: string]: any }} Schema */

/** A schema with its references and alternatives taken apart. @param {Schema} schema @returns {Schema[]} */
function alternatives(schema) {
  const { $ref, ...own } = schema;
  const referenced = $ref ? alternatives(resolve($ref)) : [];
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [own, ...referenced, ...branches.flatMap(alternatives)];
}

/** @param {string} reference such as `#/$defs/Rule` @returns {Schema} */
function resolve(reference) {
  /** @type {Schema} */
  let found = root;
  for (const step of reference.split("/").slice(1)) found = found[step];
  return found;
}

/**
 * The schemas that hold at a path, alternatives side by side.
 *
 * @param {readonly (string | number)[]} path
 * @returns {Schema[]}
 */
export function schemasAt(path) {
  let found = alternatives(root);
  for (const step of path) found = found.flatMap((schema) => below(schema, step)).flatMap(alternatives);
  return found;
}

/** @param {Schema} schema @param {string | number} step @returns {Schema[]} */
function below(schema, step) {
  if (typeof step === "number") return schema.items ? [schema.items] : [];
  if (schema.properties && Object.hasOwn(schema.properties, step)) return [schema.properties[step]];
  for (const [pattern, one] of Object.entries(schema.patternProperties ?? {}))
    if (new RegExp(pattern).test(step)) return [one];
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

/**
 * The members that an object at a path may have.
 *
 * @param {readonly (string | number)[]} path
 * @returns {{ name: string, schema: Schema }[]}
 */
export function membersAt(path) {
  const found = new Map();
  for (const { properties = {} } of schemasAt(path))
    for (const [name, schema] of Object.entries(properties)) if (!found.has(name)) found.set(name, schema);
  return [...found].map(([name, schema]) => ({ name, schema }));
}

/**
 * The simple values that may stand at a path.
 *
 * @param {readonly (string | number)[]} path
 * @returns {{ value: unknown, about: string }[]}
 */
export function valuesAt(path) {
  const found = new Map();
  for (const schema of schemasAt(path)) {
    const values = [...(schema.enum ?? []), ...(schema.examples ?? [])];
    if ("const" in schema) values.push(schema.const);
    if ("default" in schema) values.push(schema.default);
    if (schema.type === "boolean") values.push(true, false);
    for (const value of values) {
      const key = JSON.stringify(value);
      if (!found.has(key)) found.set(key, { value, about: schema.description ?? "" });
    }
  }
  return [...found.values()];
}

/** What a place is for, with code between backticks. @param {readonly (string | number)[]} path @returns {string} */
export function aboutPath(path) {
  for (const { markdownDescription, description } of schemasAt(path))
    if (markdownDescription ?? description) return markdownDescription ?? description;
  return "";
}

/** Whether an array or object may stand at a path. @param {Schema} schema @returns {"[]" | "{}" | '""' | ""} */
export function emptyValue(schema) {
  const types = new Set(alternatives(schema).flatMap(({ type, properties }) => type ?? (properties ? "object" : [])));
  if (types.has("string")) return '""';
  if (types.has("array")) return "[]";
  if (types.has("object")) return "{}";
  return "";
}

/** The names of all fields that a value can be compared with. */
export const fieldNames = () =>
  membersAt(["rules", 0, "when"]).flatMap(({ name }) => (name.startsWith("$") ? [] : name));
