import { reviewRules } from '#identity/accounts'
import { catalogue } from '#platform/i18n'

const { endingDays, unusedDays } = reviewRules

export const reviewTexts = catalogue({
  fr: {
    title: 'Revue des droits',
    lead: 'Ce qui mérite un regard : des droits qui finissent, qui ne servent plus, ou dont personne ne répond.',
    clean: 'Rien à revoir : chaque droit sert, et quelqu’un répond de chaque personne invitée.',
    orphans: 'Personnes invitées dont plus personne ne répond',
    orphansDo: 'Confiez-les à un agent, ou laissez l’accès s’arrêter.',
    endingSoon: `Droits qui finissent dans les ${endingDays} jours`,
    endingSoonDo: 'Ils cesseront d’eux-mêmes. Prolongez ceux qui doivent durer.',
    unused: `Droits que personne n’a utilisés depuis ${unusedDays} jours`,
    unusedDo: 'Mettez fin à ceux qui ne servent plus : un accès oublié est une porte ouverte.',
    outside: 'Agents dont l’adresse n’est pas à la collectivité',
    outsideDo: 'Donnez-leur une adresse de la collectivité, ou faites-en des personnes invitées.',
  },
  en: {
    title: 'Review of rights',
    lead: 'What deserves a look: rights that end, that nobody uses, or that nobody answers for.',
    clean: 'Nothing to review: each right is used, and somebody answers for each guest.',
    orphans: 'Guests whom nobody answers for any more',
    orphansDo: 'Hand them over to an agent, or let the access stop.',
    endingSoon: `Rights that end within ${endingDays} days`,
    endingSoonDo: 'They will stop by themselves. Extend those that must last.',
    unused: `Rights that nobody has used for ${unusedDays} days`,
    unusedDo: 'End those that are of no use: a forgotten access is an open door.',
    outside: 'Agents whose address is not the authority’s',
    outsideDo: 'Give them an address of the authority, or make them guests.',
  },
})
