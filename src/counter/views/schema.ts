/** What a list can show of a request, in the order in which they are offered. The request itself is always shown. */
export const columns = [
  'etat',
  'demande',
  'personne',
  'demarche',
  'service',
  'urgence',
  'quartier',
  'etiquettes',
  'canal',
  'langue',
  'recue',
  'due',
  'activite',
  'suivi-par',
] as const
export type ColumnName = (typeof columns)[number]

export const usualColumns: readonly ColumnName[] = ['etat', 'demande', 'personne', 'recue', 'due', 'suivi-par']

/** With whom a view is shared: a service by its id. */
export type Sharing =
  | { readonly with: 'nobody' }
  | { readonly with: 'service'; readonly serviceId: string }
  | { readonly with: 'everybody' }

/** The parameters of a list's address, as the list reads them. */
export type Parameters = Readonly<Record<string, string>>

/** A list kept under a name. */
export interface SavedView {
  readonly id: string
  readonly collectivityId: string
  readonly ownerAccountId: string
  readonly sharing: Sharing
  readonly name: string
  readonly parameters: Parameters
  /** None: the usual ones, or those that the reader chose. */
  readonly columns: readonly ColumnName[]
  readonly updatedAt: Date
}

export interface ViewToSave {
  readonly collectivityId: string
  readonly name: string
  readonly sharing: Sharing
  readonly parameters: Parameters
  readonly columns: readonly ColumnName[]
}

/** Why a view is not kept: by the field at fault. */
export type ViewFault = 'no_name' | 'name_taken' | 'not_yours_to_share' | 'too_many'
