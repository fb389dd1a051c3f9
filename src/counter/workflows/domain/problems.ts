import type { Localized } from '#kernel/localized'

/** One fault of a circuit, in words an administrator understands. */
export interface Problem {
  readonly code: ProblemCode
  /** From the definition's root, by ids: `statuses/examination/steps/2`. Steps count from 1. */
  readonly place: string
  readonly sentence: Localized
}

export type ProblemCode = keyof typeof sentences

/** `x` is the name at fault. */
const sentences = {
  missing_property: (x: string) => ({
    fr: `Il manque la propriété « ${x} ».`,
    en: `The property “${x}” is missing.`,
  }),
  unknown_property: (x: string) => ({
    fr: `La propriété « ${x} » n’est pas prévue ici.`,
    en: `The property “${x}” has no place here.`,
  }),
  bad_value: (x: string) => ({
    fr: `La valeur de « ${x} » n’a pas la forme attendue.`,
    en: `The value of “${x}” does not have the expected form.`,
  }),
  unknown_step: (x: string) => ({
    fr: `Il n’existe pas d’étape du genre « ${x} ».`,
    en: `There is no step of the kind “${x}”.`,
  }),
  duplicate_status: (x: string) => ({
    fr: `Deux statuts portent l’identifiant « ${x} ».`,
    en: `Two statuses have the identifier “${x}”.`,
  }),
  duplicate_action: (x: string) => ({
    fr: `Deux attentes de ce statut portent l’identifiant « ${x} ».`,
    en: `Two waits of this status have the identifier “${x}”.`,
  }),
  duplicate_function: (x: string) => ({
    fr: `Deux fonctions portent l’identifiant « ${x} ».`,
    en: `Two functions have the identifier “${x}”.`,
  }),
  unknown_initial: (x: string) => ({
    fr: `Le statut de départ « ${x} » n’existe pas.`,
    en: `The initial status “${x}” does not exist.`,
  }),
  unknown_target: (x: string) => ({
    fr: `Cette étape mène au statut « ${x} », qui n’existe pas.`,
    en: `This step leads to the status “${x}”, which does not exist.`,
  }),
  unknown_function: (x: string) => ({
    fr: `La fonction « ${x} » n’est pas déclarée dans ce circuit.`,
    en: `The function “${x}” is not declared in this workflow.`,
  }),
  unknown_variable: (x: string) => ({
    fr: `Le courriel contient « {${x}} », qui ne correspond à aucune information.`,
    en: `The e-mail contains “{${x}}”, which stands for no known information.`,
  }),
  bad_condition: (x: string) => ({
    fr: `La condition ne peut pas être comprise : ${x}.`,
    en: `The condition cannot be understood: ${x}.`,
  }),
  duplicate_option: (x: string) => ({
    fr: `Deux options portent l’identifiant « ${x} ».`,
    en: `Two options have the identifier “${x}”.`,
  }),
  duplicate_internal: (x: string) => ({
    fr: `Deux champs internes portent l’identifiant « ${x} ».`,
    en: `Two internal fields have the identifier “${x}”.`,
  }),
  unknown_internal: (x: string) => ({
    fr: `Le champ interne « ${x} » n’est pas déclaré dans ce circuit.`,
    en: `The internal field “${x}” is not declared in this workflow.`,
  }),
  unknown_option: (x: string) => ({
    fr: `L’option « ${x} » n’est pas déclarée dans ce circuit.`,
    en: `The option “${x}” is not declared in this workflow.`,
  }),
  unknown_mark: (x: string) => ({
    fr: `Aucun statut ne pose le repère « ${x} », où cette étape revient.`,
    en: `No status sets the mark “${x}” to which this step returns.`,
  }),
  not_allowed_to_reader: (x: string) => ({
    fr: `La personne lirait le champ interne « ${x} », réservé aux agents.`,
    en: `The applicant would read the internal field “${x}”, which is kept to agents.`,
  }),
  bad_value_expression: (x: string) => ({
    fr: `La valeur ne peut pas être calculée : ${x}.`,
    en: `The value cannot be worked out: ${x}.`,
  }),
  bad_delay: (x: string) => ({
    fr: `Le délai suit l’option « ${x} », qui n’est pas un nombre.`,
    en: `The delay follows the option “${x}”, which is not a number.`,
  }),
  bad_anchor: (x: string) => ({
    fr: `Le délai se compte à partir de « ${x} », qui n’est pas une date.`,
    en: `The delay is counted from “${x}”, which is no date.`,
  }),
  unknown_answer: (x: string) => ({
    fr: `Le circuit lit la réponse « ${x} », que le formulaire ne demande pas.`,
    en: `The workflow reads the answer “${x}”, which the form does not ask.`,
  }),
  wrong_under_form: (x: string) => ({
    fr: `Avec les réponses de ce formulaire, la règle ne peut pas être comprise : ${x}.`,
    en: `With the answers of this form, the rule cannot be understood: ${x}.`,
  }),
  missing_subject: (x: string) => ({
    fr: `${x} : il lui faut un objet.`,
    en: `${x}: it needs a subject.`,
  }),
  unsafe_address: (x: string) => ({
    fr: `L’adresse « ${x} » doit commencer par https:// et le nom du site, écrits en toutes lettres, ou par une barre oblique.`,
    en: `The address “${x}” must begin with https:// and the name of the site, written in full, or with a slash.`,
  }),
  not_encrypted: (x: string) => ({
    fr: `L’outil « ${x} » doit avoir une adresse qui commence par https:// : ce qui lui est demandé ne doit être lu de personne en chemin.`,
    en: `The tool “${x}” must have an address that begins with https://: nobody may read on its way what is asked of it.`,
  }),
  hidden_from_applicant: (x: string) => ({
    fr: `Le statut « ${x} » est caché à la personne : elle ne peut rien avoir à y faire, ni y trouver la fin de sa demande.`,
    en: `The status “${x}” is hidden from the applicant: she can have nothing to do there, nor find the end of her case there.`,
  }),
  missing_documents: (x: string) => ({
    fr: `L’étape « ${x} » demande des pièces : dites lesquelles.`,
    en: `The step “${x}” asks for documents: say which ones.`,
  }),
  unsure_wait: (x: string) => ({
    fr: `Toutes les attentes du statut « ${x} » ont une condition : si aucune n’est remplie, la demande y reste bloquée.`,
    en: `Every wait of the status “${x}” has a condition: if none holds, the case is stuck there.`,
  }),
  no_retention: (x: string) => ({
    fr: `Rien ne dit combien de temps garder une demande dont l’issue est « ${x} ».`,
    en: `Nothing says how long a case whose outcome is “${x}” is kept.`,
  }),
  unreachable_status: (x: string) => ({
    fr: `Aucun chemin ne mène au statut « ${x} ».`,
    en: `No path leads to the status “${x}”.`,
  }),
  no_end: (x: string) => ({
    fr: `Depuis le statut « ${x} », une demande ne peut jamais se terminer.`,
    en: `From the status “${x}”, a case can never end.`,
  }),
  loop_without_wait: (x: string) => ({
    fr: `Des sauts ramènent au statut « ${x} » sans attendre personne : la demande tournerait sans fin.`,
    en: `Jumps come back to the status “${x}” without waiting for anyone: the case would turn for ever.`,
  }),
  missing_wait: (x: string) => ({
    fr: `Le statut « ${x} » n’attend personne, ne mène nulle part et ne termine pas la demande.`,
    en: `The status “${x}” waits for nobody, leads nowhere and does not end the case.`,
  }),
  wait_in_end: (x: string) => ({
    fr: `Le statut « ${x} » termine la demande : il ne peut ni attendre, ni mener ailleurs.`,
    en: `The status “${x}” ends the case: it can neither wait nor lead elsewhere.`,
  }),
  end_not_decided: (x: string) => ({
    fr: `Le statut « ${x} » termine la demande : sa phase doit être « Décidée ».`,
    en: `The status “${x}” ends the case: its phase must be “Decided”.`,
  }),
  await_not_shown: (x: string) => ({
    fr: `Le statut « ${x} » attend la personne : sa phase doit être « En attente de la personne ».`,
    en: `The status “${x}” waits for the applicant: its phase must be “Waiting for the applicant”.`,
  }),
  two_requests: (x: string) => ({
    fr: `Le statut « ${x} » attend deux réponses à la fois de la personne.`,
    en: `The status “${x}” waits for two replies of the applicant at once.`,
  }),
  dead_step: (x: string) => ({
    fr: `Cette étape du statut « ${x} » n’est jamais atteinte : les attentes viennent en dernier.`,
    en: `This step of the status “${x}” is never reached: waits come last.`,
  }),
  paused_twice: (x: string) => ({
    fr: `Le délai peut déjà être arrêté quand la demande arrive au statut « ${x} », qui l’arrête encore.`,
    en: `The clock may already be paused when the case comes to the status “${x}”, which pauses it again.`,
  }),
} as const satisfies Record<string, (x: string) => Localized>

/** @param name what is at fault, in each language when it is called differently. */
export function problem(code: ProblemCode, place: string, name: string | Localized): Problem {
  const { fr, en = fr } = typeof name === 'string' ? { fr: name } : name
  return { code, place, sentence: { fr: sentences[code](fr).fr, en: sentences[code](en).en } }
}
