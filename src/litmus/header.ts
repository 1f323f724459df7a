/**
 * The C header that litmus tests stand on. Primitives need no declaration: the front end knows them by
 * name (src/csrc/intrinsics.ts). Here are the types, and those names of the kernel that are a form of another.
 */
export const litmusHeader = `typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

typedef struct { int counter; } atomic_t;
typedef struct { int owner, readers, queue; } __opaque(spin) spinlock_t;

typedef unsigned char u8, uint8_t;
typedef unsigned short u16, uint16_t;
typedef unsigned int u32, uint32_t;
typedef unsigned long u64, uint64_t, size_t, uintptr_t;
typedef signed char s8, int8_t;
typedef short s16, int16_t;
typedef int s32, int32_t;
typedef long s64, int64_t, intptr_t;

#define likely(x) (x)
#define unlikely(x) (x)

#define rcu_dereference(p) READ_ONCE(p)
#define rcu_assign_pointer(p, v) smp_store_release(&(p), v)
#define smp_store_mb(x, v) do { WRITE_ONCE(x, v); smp_mb(); } while (0)
#define synchronize_rcu_expedited() synchronize_rcu()
`;
