import type { Binding, Login, ServiceProvider, SignOutStep } from '../schema.ts'

type LogoutService = ServiceProvider['metadata']['logout'][number]

const isCarried = (service: LogoutService): service is LogoutService & { readonly binding: Binding } =>
  service.binding !== 'soap'

/** Where a browser tells an application: by redirection when it has such an address, for no form and no script. */
export function browserServiceOf({ metadata }: ServiceProvider) {
  const carried = metadata.logout.filter(isCarried)
  return carried.find(({ binding }) => binding === 'redirect') ?? carried[0]
}

/** Where we tell it ourselves. */
export const soapServiceOf = ({ metadata }: ServiceProvider): LogoutService | undefined =>
  metadata.logout.find(({ binding }) => binding === 'soap')

/** The steps of a departure: each application once, the oldest entry first. */
export function stepsFor(logins: readonly Login[], names: ReadonlyMap<string, string>): SignOutStep[] {
  return logins.flatMap(({ id, applicationId }) => {
    const name = names.get(applicationId)
    return name === undefined ? [] : [{ loginId: id, applicationId, name, state: 'waiting' as const }]
  })
}

/** What to do next: tell somebody, say that somebody does not answer, or end. */
export type NextStep = { readonly kind: 'tell' | 'stuck'; readonly index: number } | { readonly kind: 'finish' }

export function nextStep(steps: readonly SignOutStep[]): NextStep {
  // The browser came back here while an answer was awaited: the application kept silent.
  const stuck = steps.findIndex(({ state }) => state === 'sent')
  if (stuck >= 0) return { kind: 'stuck', index: stuck }
  const waiting = steps.findIndex(({ state }) => state === 'waiting')
  return waiting >= 0 ? { kind: 'tell', index: waiting } : { kind: 'finish' }
}

export const withState = (steps: readonly SignOutStep[], index: number, state: SignOutStep['state']): SignOutStep[] =>
  steps.map((step, place) => (place === index ? { ...step, state } : step))
