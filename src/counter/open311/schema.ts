/** A procedure that other programs may file, as the standard describes a service. */
export interface Service {
  /** Slug of the procedure. */
  readonly code: string
  readonly name: string
  readonly description: string
  readonly keywords: readonly string[]
  /** What else is asked, by field of the form. */
  readonly attributes: readonly Attribute[]
}

export interface Attribute {
  readonly code: string
  readonly datatype: 'string' | 'text' | 'number' | 'datetime' | 'singlevaluelist' | 'multivaluelist'
  readonly isRequired: boolean
  readonly description: string
  readonly values: readonly { readonly key: string; readonly name: string }[]
}

/** What another program says of a report. */
export interface Report {
  readonly service: string
  readonly address: string
  readonly latitude: number | undefined
  readonly longitude: number | undefined
  readonly description: string
  readonly mediaUrl: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly phone: string
  readonly attributes: Readonly<Record<string, readonly string[]>>
}

/** What everybody may read of a report. */
export interface PublicRequest {
  readonly number: string
  readonly service: string
  readonly isClosed: boolean
  /** As the person reads it. */
  readonly status: string
  readonly requestedAt: Date
  readonly updatedAt: Date
  /** `YYYY-MM-DD` */
  readonly expectedOn: string
  readonly address: string | null
  readonly latitude: number | null
  readonly longitude: number | null
}

export interface RequestFilter {
  readonly numbers?: readonly string[] | undefined
  readonly services?: readonly string[] | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly status?: 'open' | 'closed' | undefined
}
