export interface AddressValue {
  readonly line: string
  readonly complement?: string
  readonly postalCode: string
  readonly city: string
}

export interface IdentityValue {
  readonly givenName: string
  readonly familyName: string
  readonly birthName?: string
  readonly birthDate?: string
  readonly birthPlace?: string
  readonly organisation?: string
}

/**
 * What a person typed, as she typed it, by page and by input: nothing is lost when it is wrong. Answers are read from
 * it and never kept instead of it.
 */
export type PageEntries = { readonly [inputName: string]: string | readonly string[] }
export type Entries = { readonly [pageId: string]: PageEntries }

/** Both days are of the period; `YYYY-MM-DD`. */
export interface DateRangeValue {
  readonly from: string
  readonly to: string
}

/** GeoJSON (RFC 7946): longitude, then latitude. */
export type MapGeometry =
  | { readonly type: 'Point'; readonly coordinates: readonly number[] }
  | { readonly type: 'LineString'; readonly coordinates: readonly (readonly number[])[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly (readonly number[])[])[] }

/** A place: drawn, or only said in words (`geometry` is null then, as GeoJSON has it). */
export interface MapValue {
  readonly geometry: MapGeometry | null
  readonly description?: string
}

/** Who agreed, as she wrote her name; `drawing` is the path of her stroke in a box of 600 by 200. */
export interface SignatureValue {
  readonly signedBy: string
  readonly drawing?: string
}

/**
 * The value of one answer, by type of field: text, long_text, email, choice, siret, rna, iban → string;
 * phone → E.164 (`+33612345678`); commune → INSEE code; time → `HH:MM`; slot, card → id;
 * number → number; amount → cents; date → `YYYY-MM-DD`; yes_no → boolean; choices → strings; file → attachment ids;
 * computed → what it gives.
 */
export type SimpleValue =
  | string
  | number
  | boolean
  | readonly string[]
  | AddressValue
  | IdentityValue
  | DateRangeValue
  | MapValue
  | SignatureValue
export type Answers = { readonly [fieldId: string]: SimpleValue | readonly RowAnswers[] }
export type RowAnswers = { readonly [fieldId: string]: SimpleValue | readonly InnerRowAnswers[] }
export type InnerRowAnswers = { readonly [fieldId: string]: SimpleValue }
