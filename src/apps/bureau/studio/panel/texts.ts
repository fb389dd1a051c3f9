import { catalogue } from '#platform/i18n'
import { controlTexts } from './control-texts.ts'
import { parameterTexts } from './parameter-texts.ts'
import { pieceTexts } from './piece-texts.ts'

const fr = { ...controlTexts.fr, ...pieceTexts.fr, ...parameterTexts.fr }

/** Everything that panels say. */
export const panelTexts = catalogue({ fr, en: { ...controlTexts.en, ...pieceTexts.en, ...parameterTexts.en } })

/** Names of the texts that are said as they are. */
export type PanelLabel = { [Name in keyof typeof fr]: (typeof fr)[Name] extends string ? Name : never }[keyof typeof fr]
