import type { Field, Page } from '#counter/procedures'
import type { PublikField } from '../../schema.ts'

/** A page on its way, with the fields it came from. */
export interface Sheet {
  readonly page: Omit<Page, 'fields'>
  readonly fields: { readonly field: Field; readonly from: PublikField }[]
}
