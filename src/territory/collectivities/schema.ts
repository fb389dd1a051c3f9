import { type Static, Type } from 'typebox'
import type { Day } from '#kernel/calendar'
import type { Localized } from '#kernel/localized'

export type CollectivityKind = 'commune' | 'metropole' | 'syndicat' | 'departement' | 'ccas' | 'other'

/** Colours that passed the contrast check: `#a63e22`. */
export interface Brand {
  readonly base: string
  readonly second?: string
}

/** How to reach a person when the site is not enough. */
export interface Contact {
  /** Postal address, one line per element. */
  readonly address: readonly string[]
  readonly phone: string
  readonly email: string
  /** When somebody answers, in words. */
  readonly opening: Localized
}

/** A collectivity as the list of the territory shows it. */
export interface Collectivity {
  readonly id: string
  readonly kind: CollectivityKind
  /** INSEE for a commune, SIREN otherwise. */
  readonly code: string
  readonly slug: string
  readonly name: string
  readonly siren: string | null
  readonly population: number | null
  /** Which count `population` is. */
  readonly populationLabel: string | null
  readonly postalCodes: readonly string[]
  /** Whether it has an open guichet on this platform. */
  readonly isOpen: boolean
}

/** What each page of a collectivity's site needs to know of it. */
export interface Site extends Collectivity {
  /** Null: the platform's own colours. */
  readonly brand: Brand | null
  readonly contact: Contact | null
  /** What it belongs to: métropole, syndicates. */
  readonly groups: readonly { readonly id: string; readonly kind: CollectivityKind; readonly name: string }[]
  /** Host names declared for it. */
  readonly hosts: readonly string[]
}

export interface Territory {
  readonly name: string
  /** Where its facts come from, to show with them. */
  readonly credit: string
  /** Longitude and latitude of its middle, in degrees. */
  readonly centre: readonly [number, number] | null
}

/** A part of a collectivity: "Voirie", "État civil". */
export interface Service {
  readonly id: string
  readonly slug: string
  readonly name: Localized
}

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
export type Weekday = (typeof weekdays)[number]

/** From and to, in Paris time: `["08:30", "12:00"]`. */
export type TimeRange = readonly [from: string, to: string]

export interface OpeningHours {
  /** Ranges of each weekday, in order and apart from each other; a day that is absent is closed. */
  readonly weekly: Readonly<Partial<Record<Weekday, readonly TimeRange[]>>>
  /** Days closed besides public holidays. */
  readonly closedDays?: readonly Day[]
  /** A cemetery or a park stays open on public holidays. */
  readonly opensOnHolidays?: boolean
}

export interface Place {
  readonly id: string
  readonly slug: string
  readonly name: Localized
  readonly address: string
  readonly phone: string | null
  readonly hours: OpeningHours
}

export interface Notice {
  readonly id: string
  readonly slug: string
  readonly kind: 'alert' | 'news'
  readonly title: Localized
  readonly body: Localized
  readonly startsAt: Date
  /** Null: until somebody takes it away. */
  readonly endsAt: Date | null
}

const closed = { additionalProperties: false } as const
const Text = Type.Object(
  { fr: Type.String({ minLength: 1 }), en: Type.Optional(Type.String({ minLength: 1 })) },
  closed,
)
const Slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 })
const Time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
const DayText = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
const Ranges = Type.Optional(Type.Array(Type.Tuple([Time, Time])))

/** How a collectivity presents itself, as its administrators or the demonstration describe it. */
export const Presentation = Type.Object(
  {
    /** INSEE or SIREN of a collectivity that the territory already has. */
    code: Type.String(),
    /** Of the establishment that employs its agents. */
    siret: Type.Optional(Type.String({ pattern: '^[0-9]{14}$' })),
    brand: Type.Object({ base: Type.String(), second: Type.Optional(Type.String()) }, closed),
    contact: Type.Object(
      {
        address: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
        phone: Type.String(),
        email: Type.String(),
        opening: Text,
      },
      closed,
    ),
    services: Type.Array(Type.Object({ slug: Slug, name: Text }, closed)),
    places: Type.Array(
      Type.Object(
        {
          slug: Slug,
          name: Text,
          address: Type.String({ minLength: 1 }),
          phone: Type.Optional(Type.String()),
          hours: Type.Object(
            {
              weekly: Type.Object(
                {
                  monday: Ranges,
                  tuesday: Ranges,
                  wednesday: Ranges,
                  thursday: Ranges,
                  friday: Ranges,
                  saturday: Ranges,
                  sunday: Ranges,
                },
                closed,
              ),
              closedDays: Type.Optional(Type.Array(DayText)),
              opensOnHolidays: Type.Optional(Type.Boolean()),
            },
            closed,
          ),
        },
        closed,
      ),
    ),
    notices: Type.Array(
      Type.Object(
        {
          slug: Slug,
          kind: Type.Union([Type.Literal('alert'), Type.Literal('news')]),
          title: Text,
          body: Text,
          /** First and last day shown, in Paris; without a last one it stays. */
          from: DayText,
          to: Type.Optional(DayText),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type Presentation = Static<typeof Presentation>
