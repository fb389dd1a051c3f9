import type { Node } from '#counter/studio'
import type { Step, Workflow } from '#counter/workflows'
import type { Locale } from '#kernel/localized'
import { blankTexts } from './texts.ts'

interface Where {
  readonly workflow: Workflow
  /** The status that it enters; undefined in a global action. */
  readonly status: string | undefined
  readonly locale: Locale
}

/** A step to begin with: it says something sensible, and is changed next. */
export function blankStep(kind: Step['kind'], { workflow, status, locale }: Where): Node {
  const t = blankTexts(locale)
  const to = workflow.statuses.find(({ id }) => id !== status)?.id ?? status ?? ''
  const name = workflow.functions[0]?.id ?? ''
  const field = workflow.internal?.[0]?.id ?? ''
  const fr = (text: string) => ({ fr: text })
  const blanks: Readonly<Record<Step['kind'], Node>> = {
    assign: { function: name },
    dispatch: { rules: [] },
    notify: { to: 'applicant', subject: fr(t.subject), body: fr(t.body) },
    send: { channel: 'email', to: { kind: 'applicant' }, subject: fr(t.subject), body: fr(t.body) },
    show_text: { to: 'applicant', body: fr(t.text) },
    redirect: { to: 'applicant', label: fr(t.link), url: 'https://' },
    comment: { to: 'agents', body: fr(t.comment) },
    clock: { command: 'resume' },
    mark: { id: t.mark },
    jump: { to },
    return: { mark: t.mark, otherwise: to },
    set: { fields: field === '' ? [] : [{ id: field, value: '' }] },
    card: { id: 'fiche', list: 'liste', values: [] },
    create_case: { id: 'autre_demande', procedure: workflow.slug, answers: [] },
    generate_document: { id: 'document', template: 'modele', name: fr(t.document), readBy: 'applicant' },
    anonymise: {},
    remove: {},
    action: {
      id: 'continuer',
      label: fr(t.button),
      by: [name],
      tone: 'forward',
      to,
      consequences: [fr(t.consequence)],
    },
    await_applicant: { id: 'reponse', to, invitation: fr(t.invitation) },
    on_delay: { id: 'delai', after: { days: 15 }, to },
    trigger: { id: 'signal', label: fr(t.signal), to },
    edit: { id: 'modifier', label: fr(t.edit), by: [name], to },
    form: { id: 'formulaire', label: fr(t.form), by: [name], fields: field === '' ? [] : [{ id: field }], to },
    attach: { id: 'piece', label: fr(t.attach), by: [name], to },
    ask_outside: {
      id: 'ailleurs',
      service: 'expert',
      label: fr(t.outside),
      accepted: to,
      refused: to,
      timedOut: { after: { days: 30 }, to },
    },
    call: {
      id: 'appel',
      label: fr(t.call),
      method: 'POST',
      url: 'https://',
      to,
      on4xx: { to },
      on5xx: { to },
      onTimeout: { to },
    },
  }
  return { kind, ...blanks[kind] }
}
