export { type ContourFault, type ContoursRead, type ContoursRefusal, readContours } from './domain/contours.ts'
export {
  drawTerritory,
  fitSheet,
  type MapShape,
  type Projection,
  renderTerritoryMap,
  type Sheet,
  type TerritoryMap,
  toSvgPath,
} from './domain/drawing.ts'
export { bbox, centroid, contains, joinBoxes, readGeometry } from './domain/geometry.ts'
export { simplify, simplifyAll } from './domain/simplify.ts'
export type { Area, AreaFound, AreaKind, Box, Geometry, Position } from './schema.ts'
export { communeAt, listAreas, saveAreas } from './service.ts'
