import { catalogue } from '#platform/i18n'

/** What the script of a map says; `{name}` stand for what it knows. */
export const placeTexts = catalogue({
  fr: {
    map: 'Carte. Les flèches la déplacent, plus et moins la rapprochent ou l’éloignent, Entrée place un point au centre.',
    closer: 'Rapprocher',
    further: 'Éloigner',
    whole: 'Voir toute la commune',
    locate: 'Me localiser',
    locating: 'Recherche de votre position…',
    notLocated: 'Votre position n’a pas pu être lue. Montrez le lieu sur la carte, ou décrivez-le.',
    put: 'Placer un point au centre',
    undo: 'Retirer le dernier point',
    clear: 'Tout effacer',
    points: 'Points placés',
    point: 'Point {number} : {place}',
    move: 'Déplacer au centre',
    remove: 'Retirer',
    placed: 'Point placé : {place}',
    removed: 'Point retiré',
    hint_point: 'Touchez la carte à l’endroit voulu, puis déplacez le point s’il le faut.',
    hint_line: 'Touchez la carte pour poser chaque point du tracé, dans l’ordre.',
    hint_area: 'Touchez la carte pour poser chaque point du contour, en en faisant le tour.',
  },
  en: {
    map: 'Map. Arrows move it, plus and minus bring it closer or further, Enter puts a point in the middle.',
    closer: 'Closer',
    further: 'Further',
    whole: 'See the whole town',
    locate: 'Locate me',
    locating: 'Looking for your position…',
    notLocated: 'Your position could not be read. Show the place on the map, or describe it.',
    put: 'Put a point in the middle',
    undo: 'Remove the last point',
    clear: 'Clear all',
    points: 'Points',
    point: 'Point {number}: {place}',
    move: 'Move to the middle',
    remove: 'Remove',
    placed: 'Point put: {place}',
    removed: 'Point removed',
    hint_point: 'Touch the map at the place, then move the point if need be.',
    hint_line: 'Touch the map to put each point of the line, in order.',
    hint_area: 'Touch the map to put each point of the outline, walking around it.',
  },
})

/** What the script of a signature says. */
export const signTexts = catalogue({
  fr: {
    label: 'Signature dessinée, facultative : votre nom et la case « Je signe » suffisent.',
    hint: 'Vous pouvez aussi dessiner votre signature ici, du doigt, au stylet ou à la souris.',
    clear: 'Effacer le dessin',
    cleared: 'Dessin effacé',
  },
  en: {
    label: 'Drawn signature, optional: your name and the box “I sign” are enough.',
    hint: 'You may also draw your signature here, with a finger, a pen or the mouse.',
    clear: 'Clear the drawing',
    cleared: 'Drawing cleared',
  },
})
