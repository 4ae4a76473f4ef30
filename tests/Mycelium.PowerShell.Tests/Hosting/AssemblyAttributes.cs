using Xunit;

// The nodes belong to the process, and so to all tests at once.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
