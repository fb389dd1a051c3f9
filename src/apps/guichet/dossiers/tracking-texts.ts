import { catalogue } from '#platform/i18n'

export const trackingTexts = catalogue({
  fr: {
    stepOf: (step: number, of: number) => `Étape ${step} sur ${of}`,
  },
  en: {
    stepOf: (step, of) => `Step ${step} of ${of}`,
  },
})
