//! The one wasmtime configuration that compile children and runners share, and its fixed bounds.

use wasmtime::{
    Config, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, WasmBacktraceDetails,
};

/// The wasmtime release in use; Cargo.toml pins it.
pub const WASMTIME_VERSION: &str = "48.0.8";

/// Core instances one run may have (`core-instances`): a component can instantiate itself
/// exponentially.
pub const CORE_INSTANCES: u32 = 128;
/// Linear memories one run may have (`memories`).
pub const MEMORIES: u32 = 16;
/// Tables one run may have (`tables`).
pub const TABLES: u32 = 64;
/// Elements one table may have (`table-elements`).
pub const TABLE_ELEMENTS: u32 = 100_000;

/// Calls from part to part, and from the tracer to the host, that may be under way at once, each with a stack
/// of its own (`call-depth`): more than the memories of a run let parts be.
pub const STACKS: u32 = 64;

/// Component instances of one run: a composition's parts and the tracer's provider.
const COMPONENT_INSTANCES: u32 = 10_000;

/// Handles of the host that a run may hold at once ([`RESOURCE_HANDLES_NAME`]), as in the browser.
pub const RESOURCE_HANDLES: usize = 20_000;
/// The name of that limit.
pub const RESOURCE_HANDLES_NAME: &str = "resource-handles";

/// What one host call may carry from the guest (`host-call-bytes`), counted as the host holds it: a
/// `list<u8>` takes 32 bytes an element, but where the tracer's typed functions take it as it is.
pub const HOST_CALL_BYTES: usize = 128 << 20;

/// Stores alive at once in one runner: the traced one, the measured one and one being replaced.
const STORES: u32 = 3;

/// Cranelift with epoch deadlines, the pooling allocator, and names in backtraces.
///
/// Threads are off because shared memories escape the memory limit; the component model's async
/// proposal is off because no interface this host supplies needs it.
pub fn config() -> Config {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(COMPONENT_INSTANCES)
        .total_core_instances(CORE_INSTANCES * STORES)
        .max_core_instances_per_component(CORE_INSTANCES)
        .total_memories(MEMORIES * STORES)
        .max_memories_per_component(MEMORIES)
        .max_memories_per_module(MEMORIES)
        .total_tables(TABLES * STORES)
        .max_tables_per_component(TABLES)
        .max_tables_per_module(TABLES)
        .table_elements(TABLE_ELEMENTS as usize)
        .max_component_instance_size(4 << 20)
        .max_core_instance_size(4 << 20)
        .total_stacks(STACKS)
        .total_gc_heaps(STORES)
        .linear_memory_keep_resident(2 << 20)
        .table_keep_resident(4096)
        .max_unused_warm_slots(4);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .cranelift_opt_level(OptLevel::Speed)
        .epoch_interruption(true)
        .max_wasm_stack(1 << 20)
        .async_stack_size(2 << 20)
        .wasm_backtrace_details(WasmBacktraceDetails::Enable)
        .wasm_threads(false)
        .shared_memory(false)
        .concurrency_support(false)
        .wasm_component_model_async(false);
    config
}

/// An engine with [`config`].
pub fn engine() -> wasmtime::Result<Engine> {
    Engine::new(&config())
}
