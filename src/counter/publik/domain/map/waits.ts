import type { WaitStep } from '#counter/workflows'
import type { PublikStep } from '../../schema.ts'
import { hasTemplate } from '../translate/templates.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Circuit } from './circuit-desk.ts'
import { whenOf } from './deeds.ts'

/** Where the waits of a status lead besides what each says. */
export interface Around {
  /** Where a case goes on once something was written or sent. */
  readonly afterSubmit: string | undefined
  /** The waits of this same status. */
  readonly here: string
  /** Only one reply may be awaited of the person at a time. */
  hasRequest: boolean
}

type Mapper = (step: PublikStep, circuit: Circuit, around: Around) => readonly WaitStep[]

/** Who may take a step: functions, the person, or both. */
function byOf(step: PublikStep, circuit: Circuit): { functions: string[]; isApplicant: boolean } {
  const rows: readonly Readonly<Record<string, string>>[] =
    step.rows['by'] ?? (step.lists['by'] ?? []).map((value) => ({ value }))
  const named = rows.map((row) => ({ id: row['role_id'] || row['value'] || '', label: row['value'] ?? '' }))
  const isSubmitter = ({ id }: { id: string }): boolean => id === '_submitter' || id === 'logged-users'
  return {
    functions: [
      ...new Set(
        named.filter((each) => !isSubmitter(each)).map(({ id, label }) => circuit.functionOf(id, step, label)),
      ),
    ],
    isApplicant: named.some(isSubmitter),
  }
}

const labelOf = (text: string | undefined, otherwise: string): { fr: string } => ({
  fr: cut(calm(textOfHtml(text ?? '')).replaceAll(/\s+/g, ' '), 200) || otherwise,
})

type Tone = Extract<WaitStep, { kind: 'action' }>['tone']

const tones: readonly (readonly [RegExp, Tone])[] = [
  [/refus|rejet|d[ée]favorable/i, 'refuse'],
  [/accept|octro|favorable|valider|approuv|d[ée]livr/i, 'accept'],
  [/retour|reprendre|annuler/i, 'return'],
  [/compl[ée]ment|demander/i, 'request'],
]

export const toneOf = (label: string): Tone => tones.find(([words]) => words.test(label))?.[1] ?? 'forward'

/** A button of the person: a reply is awaited; a second one in the same status is a box to tick. */
function applicantButton(label: string, to: string, circuit: Circuit, around: Around): WaitStep {
  const id = circuit.ids(label)
  if (!around.hasRequest) {
    around.hasRequest = true
    return { kind: 'await_applicant', id, to, invitation: { fr: label } }
  }
  return { kind: 'form', id, label: { fr: label }, by: 'applicant', fields: [{ id: circuit.names.addMark(label) }], to }
}

const choice: Mapper = (step, circuit, around) => {
  const to = circuit.targetOf(step.values['status'], step)
  const { functions, isApplicant } = byOf(step, circuit)
  const label = labelOf(step.values['label'], 'Continuer')
  const waits: WaitStep[] = []
  if (functions.length > 0 || !isApplicant) {
    waits.push({
      kind: 'action',
      id: circuit.ids(label.fr),
      label,
      by: functions.length > 0 ? functions : [circuit.functionOf('_receiver', step)],
      tone: toneOf(label.fr),
      to,
      consequences: [{ fr: `La demande passe au statut « ${circuit.nameOf(to)} ».` }],
      ...whenOf(step, circuit),
    })
  }
  return isApplicant ? [...waits, applicantButton(label.fr, to, circuit, around)] : waits
}

/** What is written in the case moves it only when the circuit says so: the rest is its ordinary conversation. */
const commentable: Mapper = (step, circuit, around) => {
  const label = labelOf(step.values['button_label'] ?? step.values['label'], 'Écrire un commentaire')
  if (around.afterSubmit === undefined) {
    circuit.notebook.note('mended', step.spot, `« ${label.fr} » : la conversation du dossier le permet déjà`)
    return []
  }
  const { functions, isApplicant } = byOf(step, circuit)
  const required = step.values['required']?.toLowerCase() === 'true'
  const action: WaitStep = {
    kind: 'action',
    id: circuit.ids(label.fr),
    label,
    by: functions,
    tone: 'forward',
    to: around.afterSubmit,
    asks: { kind: 'reason', required, label: labelOf(step.values['label'], 'Commentaire') },
    consequences: [{ fr: 'La personne lit ce commentaire.' }],
  }
  return [
    ...(functions.length > 0 ? [action] : []),
    ...(isApplicant ? [applicantButton(label.fr, around.afterSubmit, circuit, around)] : []),
  ]
}

const form: Mapper = (step, circuit, around) => {
  const varname = step.values['varname'] ?? 'formulaire'
  const to = around.afterSubmit ?? around.here
  const fields = circuit.names.addForm(varname, step.fields)
  const intro = step.fields.find(({ type }) => type === 'comment' || type === 'title')
  const label = labelOf(intro?.label, varname.replaceAll('_', ' '))
  const { functions, isApplicant } = byOf(step, circuit)
  const by = [...(functions.length > 0 ? [functions] : []), ...(isApplicant ? (['applicant'] as const) : [])]
  circuit.notebook.counts.fields += step.fields.length
  return by.map((who) =>
    fields.length > 0
      ? {
          kind: 'form',
          id: circuit.ids(varname),
          label,
          by: who,
          fields: fields.slice(0, 60).map((field) => ({ ...field })),
          to,
          ...whenOf(step, circuit),
        }
      : { kind: 'attach', id: circuit.ids(varname), label, by: who, to, ...whenOf(step, circuit) },
  )
}

const given =
  (kind: 'edit' | 'attach', otherwise: string): Mapper =>
  (step, circuit, around) => {
    const { functions, isApplicant } = byOf(step, circuit)
    const to =
      step.values['status'] === undefined
        ? (around.afterSubmit ?? around.here)
        : circuit.targetOf(step.values['status'], step)
    const label = labelOf(step.values['label'] ?? step.values['title'], otherwise)
    const by = [...(functions.length > 0 ? [functions] : []), ...(isApplicant ? (['applicant'] as const) : [])]
    return by.map((who) => ({ kind, id: circuit.ids(label.fr), label, by: who, to, ...whenOf(step, circuit) }))
  }

/** Moves later: after a time, or when another program says so. */
const later: Mapper = (step, circuit) => {
  const to = circuit.targetOf(step.values['status'], step)
  const { timeout, trigger } = step.values
  const when = whenOf(step, circuit)
  const waits: WaitStep[] = []
  if (timeout !== undefined)
    waits.push({
      kind: 'on_delay',
      id: circuit.ids(`delai_${to}`),
      after: delayOf(timeout, step, circuit),
      to,
      ...when,
    })
  if (trigger !== undefined)
    waits.push({ kind: 'trigger', id: circuit.ids(trigger), label: { fr: `Appel « ${trigger} »` }, to, ...when })
  return waits
}

const day = 86_400

/** Seconds, or words: `2 jours`, `30 days`; what a template counts is a month until somebody says better. */
function delayOf(text: string, { spot }: PublikStep, { notebook }: Circuit): { days: number } | { hours: number } {
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsIn(text)
  if (seconds === undefined || hasTemplate(text)) {
    notebook.note('mended', spot, `Délai « ${text} » : trente jours, à revoir`)
    return { days: 30 }
  }
  const count = Math.max(1, Math.ceil(seconds / 3600))
  return seconds % day === 0 || count > 3660
    ? { days: Math.min(3660, Math.max(1, Math.round(seconds / day))) }
    : { hours: count }
}

function secondsIn(text: string): number | undefined {
  const units = {
    min: 60,
    heure: 3600,
    hour: 3600,
    jour: day,
    day,
    semaine: 7 * day,
    week: 7 * day,
    mois: 30 * day,
    month: 30 * day,
  }
  const found = /^(\d{1,6})\s*(min|heure|hour|jour|day|semaine|week|mois|month)/i.exec(text.trim())
  const unit = found?.[2]?.toLowerCase() as keyof typeof units | undefined
  return found && unit ? Number(found[1]) * units[unit] : undefined
}

const mappers: Readonly<Record<string, Mapper>> = {
  choice,
  commentable,
  form,
  editable: given('edit', 'Corriger la demande'),
  addattachment: given('attach', 'Ajouter un document'),
  jump: later,
  timeout_jump: later,
}

/** The waits of a step, in ours; undefined when it is of another kind. */
export const waitsOf = (step: PublikStep, circuit: Circuit, around: Around): readonly WaitStep[] | undefined =>
  Object.hasOwn(mappers, step.kind) ? mappers[step.kind]?.(step, circuit, around) : undefined
