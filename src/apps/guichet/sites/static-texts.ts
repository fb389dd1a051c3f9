import { catalogue } from '#platform/i18n'

/** The short pages that each site owes to its readers. Paragraphs are separated by blank lines. */
export const staticTexts = catalogue({
  fr: {
    accessibility: 'Accessibilité',
    accessibility_lead: (name: string) =>
      `${name} veut que chacun puisse faire ses démarches en ligne, quel que soit son équipement ou son handicap.`,
    accessibility_state: 'État de conformité',
    accessibility_stateBody:
      'Ce site n’a pas encore été audité selon le RGAA 4.1. Nous ne pouvons donc pas annoncer de taux de conformité.\n\nIl est construit pour le respecter : il marche au clavier et sans JavaScript, avec un lecteur d’écran, agrandi à 200 % et sur un petit écran. Des contrôles automatiques sont faits à chaque version ; ils ne trouvent qu’une partie des défauts.',
    accessibility_report: 'Signaler une difficulté',
    accessibility_reportBody:
      'Une page vous bloque ? Écrivez-nous ou appelez-nous : un agent fait la démarche avec vous, et nous corrigeons la page.',
    accessibility_appeal: 'Si rien ne change',
    accessibility_appealBody:
      'Si vous ne recevez pas de réponse satisfaisante, vous pouvez saisir le Défenseur des droits (defenseurdesdroits.fr, téléphone 09 69 39 00 00).',
    data: 'Données personnelles',
    data_lead: 'Ce que le site garde de vous, pourquoi, combien de temps, et ce que vous pouvez demander.',
    data_controller: 'Qui est responsable',
    data_controllerBody: (name: string) =>
      `${name} est responsable des demandes qui lui sont adressées : vos réponses servent à traiter votre demande, dans le cadre de sa mission de service public (RGPD, article 6.1.e). Seuls les agents chargés de votre demande les lisent.`,
    data_controllerTerritory: (name: string) =>
      `Chaque commune est responsable des demandes qui lui sont adressées. ${name} fait fonctionner la plateforme pour leur compte.`,
    data_kept: 'Ce qui est gardé',
    data_keptBody:
      'Un brouillon : 30 jours après votre dernière visite, puis il est effacé.\n\nUne demande envoyée, ses pièces et les messages échangés : le temps de la traiter, puis le temps que la loi fixe pour ce type de document.\n\nUn compte : votre nom, votre adresse e-mail et, si vous le donnez, votre téléphone, jusqu’à ce que vous le fermiez.',
    data_cookies: 'Les cookies',
    data_cookiesBody:
      'Trois cookies, tous nécessaires : votre session quand votre compte est ouvert, la clé de vos brouillons sur cet appareil, et la langue choisie. Aucune mesure d’audience, aucune publicité, aucun contenu venu d’ailleurs. C’est pourquoi rien ne vous demande de les accepter.',
    data_rights: 'Vos droits',
    data_rightsBody:
      'Vous pouvez demander à voir vos données, à les corriger, à en limiter l’usage ou à vous y opposer (RGPD, articles 15 à 21). Écrivez à la mairie. Si sa réponse ne vous convient pas, vous pouvez saisir la CNIL (cnil.fr).',
    legal: 'Mentions légales',
    legal_publisher: 'Éditeur',
    legal_publisherBody: (name: string) => `Ce site est publié par : ${name}.`,
    legal_host: 'Fonctionnement',
    legal_hostBody: (territory: string) =>
      `Il fonctionne sur la plateforme partagée du territoire : ${territory}. L’hébergeur et le directeur de la publication sont à indiquer ici par la collectivité à l’ouverture du site.`,
    legal_software: 'Logiciel et crédits',
    legal_softwareBody:
      'Traboule est un logiciel libre, sous licence GNU AGPL, version 3 ou suivante.\n\nCaractères : Atkinson Hyperlegible Next (Braille Institute, licence OFL). Icônes : Lucide (licence ISC).',
    legal_credit: (credit: string) => `Territoire : ${credit}.`,
    sitemap: 'Plan du site',
    sitemap_procedures: 'Démarches',
    sitemap_follow: 'Suivre',
    sitemap_about: 'À propos',
  },
  en: {
    accessibility: 'Accessibility',
    accessibility_lead: (name) =>
      `${name} wants everyone to be able to use its services online, whatever their equipment or disability.`,
    accessibility_state: 'State of conformity',
    accessibility_stateBody:
      'This site has not been audited against RGAA 4.1 (WCAG) yet, so no rate of conformity can be given.\n\nIt is built to respect it: it works with a keyboard and without JavaScript, with a screen reader, enlarged to 200% and on a small screen. Automatic checks are made on each version; they find only a part of the faults.',
    accessibility_report: 'Report a difficulty',
    accessibility_reportBody:
      'Does a page block you? Write to us or call us: an officer does the paperwork with you, and we correct the page.',
    accessibility_appeal: 'If nothing changes',
    accessibility_appealBody:
      'If you get no satisfactory answer, you can turn to the Defender of Rights (defenseurdesdroits.fr, phone 09 69 39 00 00).',
    data: 'Personal data',
    data_lead: 'What the site keeps about you, why, how long, and what you may ask for.',
    data_controller: 'Who is responsible',
    data_controllerBody: (name) =>
      `${name} is responsible for the requests sent to it: your answers serve to handle your request, as part of its public service (GDPR, article 6.1.e). Only the officers in charge of your request read them.`,
    data_controllerTerritory: (name) =>
      `Each town is responsible for the requests sent to it. ${name} runs the platform on their behalf.`,
    data_kept: 'What is kept',
    data_keptBody:
      'A draft: 30 days after your last visit, then it is erased.\n\nA request that was sent, its files and the messages exchanged: the time to handle it, then the time that the law sets for that type of document.\n\nAn account: your name, your e-mail address and, if you give it, your phone number, until you close it.',
    data_cookies: 'Cookies',
    data_cookiesBody:
      'Three cookies, all necessary: your session when you are signed in, the key of your drafts on this device, and the chosen language. No audience measurement, no advertising, nothing from elsewhere. That is why nothing asks you to accept them.',
    data_rights: 'Your rights',
    data_rightsBody:
      'You can ask to see your data, to correct them, to restrict their use or to object to it (GDPR, articles 15 to 21). Write to the town hall. If its answer does not suit you, you can turn to the CNIL (cnil.fr).',
    legal: 'Legal notice',
    legal_publisher: 'Publisher',
    legal_publisherBody: (name) => `This site is published by: ${name}.`,
    legal_host: 'How it runs',
    legal_hostBody: (territory) =>
      `It runs on the shared platform of the territory: ${territory}. The host and the director of publication are to be given here by the authority when the site opens.`,
    legal_software: 'Software and credits',
    legal_softwareBody:
      'Traboule is free software under the GNU AGPL, version 3 or later.\n\nTypeface: Atkinson Hyperlegible Next (Braille Institute, OFL). Icons: Lucide (ISC licence).',
    legal_credit: (credit) => `Territory: ${credit}.`,
    sitemap: 'Site map',
    sitemap_procedures: 'Services',
    sitemap_follow: 'Track',
    sitemap_about: 'About',
  },
})
