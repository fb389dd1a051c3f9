import type { DaysCount, Sums } from '../schema.ts'
import { quantile } from './quantiles.ts'

/** What a line of figures says. A share or a delay of nothing is undefined. */
export interface Report {
  readonly received: number
  readonly closed: number
  readonly accepted: number
  readonly refused: number
  /** Of those closed, how many after the promised day; between 0 and 1. */
  readonly lateShare: number | undefined
  /** Days from the coming to the end, pauses left out: half are done within, and nine in ten. */
  readonly settleMedian: number | undefined
  readonly settleP90: number | undefined
  /** Days from the coming to the first answer. */
  readonly answerMedian: number | undefined
  /** Marks given, and their mean out of 5. */
  readonly marks: number
  readonly mark: number | undefined
}

const none: Sums = { received: 0, closed: 0, accepted: 0, refused: 0, late: 0, marks: 0, marksSum: 0 }

export const sumOf = (all: readonly Sums[]): Sums =>
  all.reduce<Sums>(
    (sum, each) => ({
      received: sum.received + each.received,
      closed: sum.closed + each.closed,
      accepted: sum.accepted + each.accepted,
      refused: sum.refused + each.refused,
      late: sum.late + each.late,
      marks: sum.marks + each.marks,
      marksSum: sum.marksSum + each.marksSum,
    }),
    none,
  )

export interface Delays {
  readonly settle: readonly DaysCount[]
  readonly answer: readonly DaysCount[]
}

export const reportOf = (sums: Sums, { settle, answer }: Delays): Report => ({
  received: sums.received,
  closed: sums.closed,
  accepted: sums.accepted,
  refused: sums.refused,
  lateShare: sums.closed === 0 ? undefined : sums.late / sums.closed,
  settleMedian: quantile(settle, 0.5),
  settleP90: quantile(settle, 0.9),
  answerMedian: quantile(answer, 0.5),
  marks: sums.marks,
  mark: sums.marks === 0 ? undefined : sums.marksSum / sums.marks,
})

/** Under which a count could tell of somebody. */
export const smallest = 5

export interface Line {
  readonly key: string
  readonly report: Report
}

/**
 * The lines that everybody may read, and how many are kept back. One alone is never kept back: what is left of the total
 * would say it, so the smallest of the others goes with it.
 */
export function publicLines(lines: readonly Line[]): { readonly shown: readonly Line[]; readonly hidden: number } {
  const told = lines.flatMap(({ key, report }) => {
    const shown = publicReport(report)
    return shown ? [{ key, report: shown }] : []
  })
  const isAlone = lines.length - told.length === 1
  const smallestOne = told.toSorted((a, b) => a.report.received - b.report.received)[0]
  const shown = isAlone ? told.filter((each) => each !== smallestOne) : told
  return { shown, hidden: lines.length - shown.length }
}

/** What everybody may read of a line: nothing under five requests. */
export function publicReport(report: Report): Report | undefined {
  if (report.received > 0 && report.received < smallest) return undefined
  if (report.closed > 0 && report.closed < smallest) return withoutEnds(report)
  return report.marks > 0 && report.marks < smallest ? { ...report, marks: 0, mark: undefined } : report
}

const withoutEnds = (report: Report): Report => ({
  ...report,
  closed: 0,
  accepted: 0,
  refused: 0,
  lateShare: undefined,
  settleMedian: undefined,
  settleP90: undefined,
  marks: 0,
  mark: undefined,
})

/** How many agents hold so many open requests: six bands of ten, never a name. */
export interface LoadShown {
  readonly agents: number
  readonly bands: readonly number[]
}

const bandCount = 6

/** The load of some services together; undefined under five agents: a band of one is somebody. */
export function loadOf(rows: readonly { readonly band: number; readonly agents: number }[]): LoadShown | undefined {
  const bands = Array.from({ length: bandCount }, (_, band) =>
    rows.filter((row) => row.band === band).reduce((sum, { agents }) => sum + agents, 0),
  )
  const agents = bands.reduce((sum, count) => sum + count, 0)
  return agents < smallest ? undefined : { agents, bands }
}
