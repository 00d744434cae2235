// The three functions of the reflect-metadata proposal that @peculiar/x509 needs at load time (through tsyringe) and does
// not bring along. In: nothing. Out: `Reflect` completed, unless somebody has done so. Must be imported before x509.

interface MetadataReflect {
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
}

const reflect = Reflect as MetadataReflect;
const store = new WeakMap<object, Map<unknown, unknown>>();

if (reflect.getMetadata === undefined) {
  reflect.defineMetadata = (key, value, target) => {
    store.set(target, (store.get(target) ?? new Map()).set(key, value));
  };
  reflect.getOwnMetadata = (key, target) => store.get(target)?.get(key);
  reflect.getMetadata = (key, target) => store.get(target)?.get(key);
}
