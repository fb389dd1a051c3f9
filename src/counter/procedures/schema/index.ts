export {
  BlockField,
  BlockFields,
  Field,
  Form,
  InnerRepeatedField,
  LocalizedText,
  Page,
  RepeatedField,
  SimpleField,
  type AnyRepeatedField,
  type Check,
  type Eligibility,
  type FieldOption,
  type FieldType,
} from './fields.ts'
export { Definition, type LifeEvent, lifeEvents, OfferOptions } from './definition.ts'
export type {
  AddressValue,
  Answers,
  DateRangeValue,
  Entries,
  IdentityValue,
  InnerRowAnswers,
  MapGeometry,
  MapValue,
  PageEntries,
  RowAnswers,
  SignatureValue,
  SimpleValue,
} from './answers.ts'
export type { Bindings, Offer, OfferCard, ProcedureRevision } from './offer.ts'
export type { FedList, ListedOption, ListFeed, ListItem, ListRecord } from './lists.ts'
