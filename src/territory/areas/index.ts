export { bbox, centroid, contains, readGeometry } from './domain/geometry.ts'
export type { Area, AreaFound, AreaKind, Box, Geometry, Position } from './schema.ts'
export { communeAt, listAreas, saveAreas } from './service.ts'
