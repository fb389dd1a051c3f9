import type { AnswerGiven, Arrived } from '../contract.ts'
import type { Handover, Partner, StoredMessage } from '../schema.ts'

/** One message of the other side, with what it is about. */
export interface Heard {
  readonly handover: Handover
  readonly partner: Partner
  readonly message: StoredMessage
  readonly arrived: Arrived
}

export const answersText = (answers: readonly AnswerGiven[]): string =>
  answers.map(({ label, text }) => `${label} : ${text}`).join('\n')
