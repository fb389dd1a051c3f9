import { surveyKeyOf } from '#counter/satisfaction'
import type { App } from '../../app.ts'

/** Where one person says what she thinks of one answer. @param base of the commune's pages: `/corbas` */
export const surveyHref = (app: Pick<App, 'secrets'>, base: string, surveyId: string): string =>
  `${base}/votre-avis/${surveyId}?cle=${surveyKeyOf(app.secrets, surveyId)}`
