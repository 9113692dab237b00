// The boundary between Swift and libtorch: plain C, no torch header.
//
// The engine is one shared library (Engine/, built by Scripts/build-engine.sh against the libtorch
// of the machine). It exports `retmask_engine`, which returns the table below. `ctorch_load` opens
// it, so the Swift package builds and starts without libtorch.
//
// Every function that can fail returns 0 for success; else 1, and `message` then holds a string
// that the caller frees with `free_text`. Nothing here aborts on bad input.
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Raised whenever the table, a type in it or an operator of the engine's own changes; both sides compare it.
#define CTORCH_VERSION 7

typedef struct CTorchTensor CTorchTensor;        // an owned at::Tensor
typedef struct CTorchOperator CTorchOperator;    // an operator of the dispatcher; never freed
typedef struct CTorchGenerator CTorchGenerator;  // an owned at::Generator
typedef struct CTorchGuard CTorchGuard;          // a scope of gradient or inference mode

// The content of a CTorchValue.
typedef enum {
    CTORCH_NONE = 0,
    CTORCH_TENSOR,      // tensor
    CTORCH_INT,         // integer; dtypes, layouts and memory formats are ints as well
    CTORCH_DOUBLE,      // number
    CTORCH_BOOL,        // integer
    CTORCH_INTS,        // list of count int64_t
    CTORCH_DOUBLES,     // list of count double
    CTORCH_BOOLS,       // list of count uint8_t
    CTORCH_TENSORS,     // list of count CTorchTensor*, which may be null for an optional tensor
    CTORCH_TEXT,        // list of count bytes of UTF-8
    CTORCH_DEVICE,      // integer: -1 is the CPU, n is CUDA device n
    CTORCH_GENERATOR    // generator
} CTorchTag;

typedef struct {
    int32_t tag;
    int32_t count;
    union {
        int64_t integer;
        double number;
        CTorchTensor *tensor;
        CTorchGenerator *generator;
        const void *list;
    } as;
} CTorchValue;

// Element types, numbered as at::ScalarType.
typedef enum {
    CTORCH_UINT8 = 0, CTORCH_INT8 = 1, CTORCH_INT16 = 2, CTORCH_INT32 = 3, CTORCH_INT64 = 4,
    CTORCH_FLOAT16 = 5, CTORCH_FLOAT32 = 6, CTORCH_FLOAT64 = 7, CTORCH_BOOL8 = 11,
    CTORCH_BFLOAT16 = 15
} CTorchType;

// Vectors of the engine's own kernels: of 4 numbers, which every x86-64 has (and other CPUs by their compiler),
// of 8 and of 16.
typedef enum { CTORCH_SSE = 0, CTORCH_AVX2 = 1, CTORCH_AVX512 = 2 } CTorchLevel;

typedef struct {
    int32_t version;

    // Operators.
    // Finds an operator by its schema name and overload, `aten::add` and `Tensor`; null when it fails.
    int (*find)(const char *name, const char *overload, CTorchOperator **result, char **message);
    // Calls an operator. `results` has room for `capacity` values; lists in results are owned by the
    // caller and freed with free_list; tensors in them are owned handles.
    int (*call)(CTorchOperator *op, const CTorchValue *arguments, int32_t count,
                CTorchValue *results, int32_t capacity, int32_t *made, char **message);

    // Tensors.
    void (*free_tensor)(CTorchTensor *);
    int32_t (*rank)(const CTorchTensor *);  // number of axes
    void (*shape)(const CTorchTensor *, int64_t *sizes);       // writes `rank` numbers
    void (*strides)(const CTorchTensor *, int64_t *strides);   // likewise, in elements
    int32_t (*type)(const CTorchTensor *);    // a CTorchType
    int32_t (*device)(const CTorchTensor *);  // -1 is the CPU
    void *(*data)(const CTorchTensor *);      // the first element, in the tensor's own layout
    // A tensor over memory of the caller; `release(context)` runs when the last user is gone.
    int (*from_memory)(void *memory, const int64_t *sizes, int32_t rank, int32_t type,
                       void (*release)(void *), void *context, CTorchTensor **result, char **message);

    // Gradients.
    int (*set_requires_grad)(CTorchTensor *, bool, char **message);  // of a leaf
    bool (*requires_grad)(const CTorchTensor *);
    CTorchTensor *(*gradient)(const CTorchTensor *);  // an owned handle, or null
    void (*clear_gradient)(CTorchTensor *);
    int (*backward)(CTorchTensor *, char **message);  // of a scalar, added to the gradients of its leaves
    // Gradients of one scalar for `count` tensors; entries are null where it does not depend on one.
    int (*gradients)(CTorchTensor *of, CTorchTensor *const *inputs, int32_t count,
                     CTorchTensor **results, char **message);
    // Modes of this thread, until `leave`; scopes end in reverse order.
    CTorchGuard *(*enter_gradient_mode)(bool enabled);
    CTorchGuard *(*enter_inference_mode)(void);
    void (*leave)(CTorchGuard *);

    // Random streams. `device` as in a CTorchValue.
    int (*make_generator)(uint64_t seed, int32_t device, CTorchGenerator **result, char **message);
    void (*free_generator)(CTorchGenerator *);

    // The library.
    const char *(*torch_version)(void);
    int32_t (*threads)(void);  // of one operator
    void (*set_threads)(int32_t);
    int32_t (*highest_level)(void);  // a CTorchLevel: what CPU and operating system have
    int32_t (*level)(void);          // that of kernels called by this thread
    void (*set_level)(int32_t);      // for the process; at most the highest
    CTorchGuard *(*enter_level)(int32_t);  // for this thread, until `leave`
    bool (*has_cuda)(void);
    int32_t (*cuda_devices)(void);
    char *(*configuration)(void);  // text, freed by the caller

    void (*free_text)(char *);
    void (*free_list)(CTorchValue *);
} CTorchEngine;

// Opens the engine library at `path`. Null on failure, and `message` then holds a sentence (freed
// with free()).
const CTorchEngine *ctorch_load(const char *path, char **message);

// Whether numbers too small for a normal float count as 0 in this thread; returns the setting before.
bool ctorch_flush_denormals(bool flush);

// Makes the allocator of the process keep up to a gibibyte that was freed (glibc; elsewhere nothing happens), unless
// the environment says how it is to behave.
void ctorch_keep_freed_memory(void);

// Gives back what has been freed so far.
void ctorch_release_freed_memory(void);

#ifdef __cplusplus
}
#endif
#endif
