using Xunit;

// Growth of memory is measured for the whole process, so only one run may be under way.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
