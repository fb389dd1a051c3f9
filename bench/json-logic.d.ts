/** The part of json-logic-js that we measure ourselves beside; it brings no types of its own. */
declare module 'json-logic-js' {
  const jsonLogic: { apply(rule: unknown, data: unknown): unknown }
  export default jsonLogic
}
