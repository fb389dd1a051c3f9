import { catalogue } from '#platform/i18n'

/** The keys by which other authorities' tools know that a question comes from a collectivity. */
export const authorityTexts = catalogue({
  fr: {
    title: 'Autres administrations',
    lead: 'Quand un circuit demande une réponse à l’outil d’une autre administration, la question part signée. Avec sa clé, cet outil sait qu’elle vient bien d’ici.',
    none: 'Aucun outil pour l’instant',
    none_body: 'Ceux que vos circuits interrogent viennent ici d’eux-mêmes. Vous pouvez aussi en ajouter un avant.',
    list: 'Outils et leurs clés',
    asked: 'Une démarche de la collectivité l’interroge.',
    not_asked: 'Aucune démarche ne l’interroge pour l’instant.',
    changing: 'Une nouvelle clé est prête : les questions sont signées par les deux.',
    changed: (day: string) => `Dernier changement le ${day}.`,
    show: 'Voir la clé',
    add: 'Ajouter un outil',
    address: 'Adresse de l’outil',
    address_hint:
      'Celle que l’autre administration vous donne, par exemple https://outils.exemple.fr/questions. Seul le nom du site compte.',
    error_bad_address:
      'Écrivez une adresse web chiffrée, qui commence par https://, par exemple https://outils.exemple.fr',
    errors: 'L’outil n’a pas été ajouté',
    do_add: 'Ajouter',
    key_title: (host: string) => `Clé de ${host}`,
    key_lead: 'Donnez-la à qui s’occupe de cet outil, par un moyen sûr : ni par courriel, ni dans un document partagé.',
    key: 'Clé',
    current: 'Clé actuelle',
    next: 'Nouvelle clé',
    change: 'Changer la clé',
    change_body:
      'Une nouvelle clé est préparée. Jusqu’à ce que vous disiez qu’elle est en place, chaque question porte les deux signatures : rien ne se perd, et les réponses attendues arrivent.',
    prepare: 'Préparer une nouvelle clé',
    take_body:
      'Donnez la nouvelle clé à qui s’occupe de l’outil. Quand elle y est en place, dites-le ici : l’ancienne ne signera plus. Si l’ancienne a été perdue, faites-le tout de suite.',
    take: 'La nouvelle clé est en place',
    prepared: 'La nouvelle clé est prête.',
    taken: 'La nouvelle clé est la seule à présent.',
    how: 'Reconnaître une question et y répondre',
    how_1:
      'L’outil reçoit un POST en JSON. L’en-tête X-Traboule-Signature vaut « sha256= », puis le HMAC-SHA-256 du corps, octet pour octet, par la clé, en hexadécimal.',
    how_2:
      'Il calcule la même chose et compare. Pendant un changement de clé, X-Traboule-Signature-Next porte la signature par la nouvelle : l’une des deux suffit.',
    how_3:
      'La réponse part à l’adresse answer.url de la question, en JSON, signée de la même façon par answer.secret. Ce secret ne vaut que pour cette question, et ne change pas avec la clé.',
    example: 'Un exemple à refaire',
    example_key: 'Avec la clé',
    example_body: 'et le corps',
    example_header: 'l’en-tête est',
    example_command: 'Dans un terminal',
    back: 'Tous les outils',
  },
  en: {
    title: 'Other authorities',
    lead: 'When a workflow asks another authority’s tool for an answer, the question is signed. With its key, that tool knows that it comes from here.',
    none: 'No tool yet',
    none_body: 'The tools your workflows ask appear here by themselves. You may also add one in advance.',
    list: 'Tools and their keys',
    asked: 'A procedure of the authority uses it.',
    not_asked: 'No procedure uses it for now.',
    changing: 'A new key is ready: questions are signed with both.',
    changed: (day) => `Last changed on ${day}.`,
    show: 'See the key',
    add: 'Add a tool',
    address: 'Address of the tool',
    address_hint:
      'The one the other authority gives you, for example https://tools.example.org/questions. Only the host name matters.',
    error_bad_address: 'Write a secure web address, starting with https://, for example https://tools.example.org',
    errors: 'The tool was not added',
    do_add: 'Add',
    key_title: (host) => `Key of ${host}`,
    key_lead: 'Give it to whoever runs this tool by a safe channel: neither by e-mail nor in a shared document.',
    key: 'Key',
    current: 'Current key',
    next: 'New key',
    change: 'Change the key',
    change_body:
      'A new key is prepared. Until you say that it is in place, each question carries both signatures: nothing is lost, and the answers expected still arrive.',
    prepare: 'Prepare a new key',
    take_body:
      'Give the new key to whoever runs the tool. Once it is in place there, say so here: the former key stops signing. If the former key has leaked, do it at once.',
    take: 'The new key is in place',
    prepared: 'The new key is ready.',
    taken: 'The new key is now the only one.',
    how: 'Recognise a question and answer it',
    how_1:
      'The tool receives a POST in JSON. The header X-Traboule-Signature is “sha256=”, then the HMAC-SHA-256 of the body, byte for byte, by the key, in hexadecimal.',
    how_2:
      'It computes the same value and compares. While a key is changing, X-Traboule-Signature-Next carries the signature made with the new one: either is enough.',
    how_3:
      'The answer goes to the address answer.url of the question, in JSON, signed the same way by answer.secret. That secret is good for this question only, and does not change with the key.',
    example: 'An example to try',
    example_key: 'With the key',
    example_body: 'and the body',
    example_header: 'the header is',
    example_command: 'In a terminal',
    back: 'All tools',
  },
})
