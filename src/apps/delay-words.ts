import type { Target } from '#counter/deadlines'
import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'

const fr = formats('fr')
const en = formats('en')

const texts = catalogue({
  fr: {
    hours: (count: number) => fr.plural(count, 'heure de travail', 'heures de travail'),
    working_days: (count: number) => fr.plural(count, 'jour travaillé', 'jours travaillés'),
    days: (count: number) => fr.plural(count, 'jour', 'jours'),
    months: (count: number) => fr.plural(count, 'mois', 'mois'),
  },
  en: {
    hours: (count) => en.plural(count, 'hour of work', 'hours of work'),
    working_days: (count) => en.plural(count, 'working day', 'working days'),
    days: (count) => en.plural(count, 'day', 'days'),
    months: (count) => en.plural(count, 'month', 'months'),
  },
})

/** "15 jours travaillés" */
export const delayText = ({ unit, count }: Target, locale: Locale): string => texts(locale)[unit](count)
