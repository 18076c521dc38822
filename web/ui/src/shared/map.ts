// The arithmetic of the drawn map: an equirectangular projection around the middle of the view, true enough for a district.
export interface View { lat: number; lon: number; scale: number } // scale: pixels per degree of latitude
export interface Size { width: number; height: number }
interface Point { lat: number; lon: number }

export const metresPerDegree = 111_320

export function fit(points: Point[], size: Size): View {
  if (!points.length) return { lat: 29.65, lon: 121.41, scale: 900 }
  const lats = points.map((point) => point.lat)
  const lons = points.map((point) => point.lon)
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)]
  const lat = (south + north) / 2
  const squeeze = Math.cos((lat * Math.PI) / 180)
  const tall = Math.max(north - south, 0.01)
  const wide = Math.max((east - west) * squeeze, 0.01)
  return { lat, lon: (west + east) / 2, scale: Math.min((size.height - 70) / tall, (size.width - 70) / wide) }
}
export function project(point: Point, view: View, size: Size) {
  const squeeze = Math.cos((view.lat * Math.PI) / 180)
  return { x: size.width / 2 + (point.lon - view.lon) * squeeze * view.scale, y: size.height / 2 - (point.lat - view.lat) * view.scale }
}
export function unproject(x: number, y: number, view: View, size: Size): Point {
  const squeeze = Math.cos((view.lat * Math.PI) / 180)
  return { lat: view.lat - (y - size.height / 2) / view.scale, lon: view.lon + (x - size.width / 2) / (squeeze * view.scale) }
}
const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]
export function graticule(view: View, size: Size) {
  const step = steps.find((one) => one * view.scale > 70) ?? 10
  const digits = step < 0.01 ? 3 : step < 0.1 ? 2 : 1
  const topLeft = unproject(0, 0, view, size)
  const bottomRight = unproject(size.width, size.height, view, size)
  const lines: { key: string; path: string; x: number; y: number; label: string }[] = []
  for (let lat = Math.ceil(bottomRight.lat / step) * step; lat < topLeft.lat && lines.length < 40; lat += step) {
    const { y } = project({ lat, lon: view.lon }, view, size)
    lines.push({ key: 'lat' + lat.toFixed(4), path: `M0 ${y.toFixed(1)}H${size.width}`, x: 6, y: y - 4, label: lat.toFixed(digits) + '°N' })
  }
  for (let lon = Math.ceil(topLeft.lon / step) * step; lon < bottomRight.lon && lines.length < 80; lon += step) {
    const { x } = project({ lat: view.lat, lon }, view, size)
    lines.push({ key: 'lon' + lon.toFixed(4), path: `M${x.toFixed(1)} 0V${size.height}`, x: x + 4, y: 14, label: lon.toFixed(digits) + '°E' })
  }
  return lines
}
export function scaleBar(view: View) {
  const metres = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000].find((one) => (one / metresPerDegree) * view.scale > 60) ?? 100_000
  return { pixels: Math.round((metres / metresPerDegree) * view.scale), label: metres < 1000 ? metres + ' m' : metres / 1000 + ' km' }
}
