// Front door of the products.
export type { Product, Remedy, Signs } from './product.js';
export { adviceFor, productNamed, products, recogniseProduct } from './products.js';
