import type { Localized } from '#kernel/localized'
import type { Value } from '#kernel/expression'
import type { NamedValues } from '#counter/workflows'
import type { Dossier } from '../schema.ts'
import type { RequestRow } from '../store/circuit.ts'

/** What agents ask by hand, apart from circuits: the same rows, without a step. */

export const isByHand = ({ step }: Pick<RequestRow, 'step'>): boolean => step === ''

/** Whether the case still waits for an answer: one of a circuit goes with its status, one of an agent with the case. */
export const isAwaited = (
  request: Pick<RequestRow, 'state' | 'step' | 'entered'>,
  dossier: Pick<Dossier, 'entered' | 'closedAt'>,
): boolean =>
  request.state === 'requested' &&
  dossier.closedAt === null &&
  (isByHand(request) || request.entered === dossier.entered)

/** What an agent wrote with what she asks, and what may be read of the case. */
export interface HandParameters {
  /** What is asked, in her words. */
  readonly question: string
  /** Fields of the form whose answers are shown. */
  readonly fields: readonly string[]
  /** Files of the case that are shown, or signed. */
  readonly files: readonly string[]
  /** The clock of the promise is stopped meanwhile. */
  readonly pauses: boolean
  /** The person reads that an opinion is asked. */
  readonly isTold: boolean
  /** Somebody outside, or the person herself: who, and where to write. */
  readonly name?: string
  readonly email?: string
  /** How the person signs. */
  readonly kind?: 'drawn' | 'certified'
}

export const parametersOf = (given: HandParameters): NamedValues => ({ ...given }) as unknown as NamedValues

const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

/** Names in a parameter: a list, or a text with commas. */
export function namesOf(value: Value | undefined): readonly string[] {
  const names = typeof value === 'string' ? value.split(/[\s,;]+/) : Array.isArray(value) ? value : []
  return names.filter((name): name is string => typeof name === 'string' && name !== '')
}

/** The files of the case that an agent chose; undefined where a circuit asks, which names none. */
export const chosenFiles = (request: Pick<RequestRow, 'step' | 'parameters'>): readonly string[] | undefined =>
  isByHand(request) ? namesOf(request.parameters['files']) : undefined

/** What is asked: in the words of the agent, or of the step of the circuit. */
export function questionIn(
  request: Pick<RequestRow, 'step' | 'parameters'>,
  step: { readonly invitation?: Localized | undefined } | undefined,
): Localized | undefined {
  if (!isByHand(request)) return step?.invitation
  const question = textOf(request.parameters['question'])
  return question === '' ? undefined : { fr: question }
}

export const pausesClock = ({ parameters }: Pick<RequestRow, 'parameters'>): boolean => parameters['pauses'] === true

/** Whether the person reads, on the page of her request, that an opinion is awaited. */
export const isToldToPerson = (request: Pick<RequestRow, 'step' | 'parameters'>): boolean =>
  isByHand(request) && request.parameters['isTold'] === true

/** Whom a request asks. */
export function askedOf({
  toAccount,
  toService,
  service,
}: Pick<RequestRow, 'toAccount' | 'toService' | 'service'>): 'colleague' | 'service' | 'outside' | 'person' {
  if (toAccount !== null) return 'colleague'
  if (toService !== null) return 'service'
  return service === 'signature' ? 'person' : 'outside'
}
