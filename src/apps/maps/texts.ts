import { catalogue } from '#platform/i18n'

/** Words around maps, on both sites. */
export const mapTexts = catalogue({
  fr: {
    shown: (label: string, name: string) => `${label} : carte de ${name}`,
    far: (name: string) =>
      `Ce lieu n’est pas dans ${name}, ou n’y est pas en entier. Vérifiez-le ; s’il est juste, gardez-le.`,
    isFar: (name: string) => `Hors de ${name}, au moins en partie.`,
  },
  en: {
    shown: (label, name) => `${label}: map of ${name}`,
    far: (name) => `This place is not in ${name}, or not all of it. Check it; if it is right, keep it.`,
    isFar: (name) => `Outside of ${name}, at least in part.`,
  },
})
