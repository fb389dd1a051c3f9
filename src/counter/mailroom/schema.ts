import type { Day } from '#kernel/calendar'

export type Direction = 'in' | 'out'

/** A scan, already in the file store. */
export interface Scan {
  readonly id: string
  readonly digest: string
  readonly name: string
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
}

/** A letter that came, or that left. */
export interface MailItem {
  readonly collectivityId: string
  readonly id: string
  readonly direction: Direction
  readonly year: number
  readonly number: number
  /** `A-2026-00042` for one that came, `D-2026-00007` for one that left. */
  readonly reference: string
  /** When it came, or left. */
  readonly onDay: Day
  readonly writtenOn: Day | null
  /** Who wrote it, or to whom. */
  readonly correspondent: string
  readonly subject: string
  readonly contactId: string | null
  readonly serviceId: string | null
  readonly dossierId: string | null
  readonly dossierNumber: string | null
  readonly registeredAt: Date
  readonly registeredByName: string
  readonly cancelledAt: Date | null
  readonly cancelledByName: string | null
  readonly cancelledWhy: string | null
  readonly scans: readonly Scan[]
}
