using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mycelium.Network.Tests.Harness;

/// <summary>The few system calls that .NET has no name for.</summary>
internal static partial class Posix
{
    internal const int Interrupt = 2;
    internal const int Kill = 9;
    internal const int Terminate = 15;
    internal const int Stop = 19;
    internal const int Continue = 18;

    private const int OpenReadOnly = 0;
    private const int OpenCloseOnExec = 0x80000;
    private const int NewNetworkNamespace = 0x4000_0000;

    /// <summary>Sends a signal to one process; false if it is gone.</summary>
    internal static bool Signal(int processId, int signal) => SendSignal(processId, signal) == 0;

    /// <summary>Moves the calling thread into a network namespace; sockets that it makes from now on belong there.</summary>
    internal static void EnterNetwork(string path)
    {
        int descriptor = Open(path, OpenReadOnly | OpenCloseOnExec);
        if (descriptor < 0) { throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{path} can't be opened"); }

        try
        {
            if (SetNamespace(descriptor, NewNetworkNamespace) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{path} can't be entered");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
