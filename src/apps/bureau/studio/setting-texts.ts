import { catalogue } from '#platform/i18n'

/** Why a setting of a field does not do. */
export const settingTexts = catalogue({
  fr: {
    setting_number: 'Écrivez un nombre',
    setting_amount: 'Écrivez un montant, par exemple 12,50',
    setting_bounds: 'Ce nombre est trop petit ou trop grand pour ce réglage',
    setting_needed: 'Ce réglage est nécessaire',
    setting_name: 'Des lettres minuscules, des chiffres et des traits, sans espace ni accent',
  },
  en: {
    setting_number: 'Write a number',
    setting_amount: 'Write an amount, for example 12.50',
    setting_bounds: 'This number is too small or too large for this setting',
    setting_needed: 'This setting is needed',
    setting_name: 'Small letters, figures and hyphens, without spaces or accents',
  },
})
