/** Which paths a patch may name: C files inside src/kernel, and nothing else. Patches are untrusted input. */

/** Why a path relative to src/kernel is refused; undefined when it is fine. */
export function pathFault(path: string): 'patch-path-outside' | 'patch-path-kind' | undefined {
  const steps = path.split('/');
  const outside =
    /[\\:"\0]/.test(path) || steps.some((step) => step === '' || step === '.' || step === '..') || steps[0] === 'src';
  if (outside) return 'patch-path-outside';
  return /\.[ch]$/.test(path) ? undefined : 'patch-path-kind';
}
