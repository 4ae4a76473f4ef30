using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mycelium.Engine.Deployment;

/// <summary>
/// The service control manager by its own functions. A process has one dispatcher, so this is static. The platform's library for it would
/// bring two more assemblies that differ from system to system. Source: winsvc.h. Never run on Windows by its authors.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class ServiceControlInterop : IServiceControl
{
    private const string Library = "advapi32";
    private const uint NoError = 0;

    private static Action<string>? main;
    private static Action<int>? control;
    private static nint handle;

    public bool Dispatch(Action<string> main, Action<int> control)
    {
        ServiceControlInterop.main = main;
        ServiceControlInterop.control = control;
        fixed (char* name = string.Empty)
        {
            // A process with one service is given its name whatever the table says.
            TableEntry* table = stackalloc TableEntry[2];
            table[0] = new TableEntry { Name = name, Main = &ServiceMain };
            table[1] = default;
            return StartDispatcher(table) != 0;
        }
    }

    public void Report(ServiceStatus status) => _ = SetStatus(handle, &status);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static void ServiceMain(uint count, char** arguments)
    {
        string name = count > 0 ? new string(arguments[0]) : string.Empty;
        handle = RegisterHandler(name, &Handle, null);
        main!(name);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static uint Handle(uint request, uint eventType, void* eventData, void* context)
    {
        control!((int)request);
        return NoError;
    }

    [LibraryImport(Library, EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int StartDispatcher(TableEntry* table);

    [LibraryImport(Library, EntryPoint = "RegisterServiceCtrlHandlerExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint RegisterHandler(
        string name, delegate* unmanaged[Stdcall]<uint, uint, void*, void*, uint> handler, void* context);

    [LibraryImport(Library, EntryPoint = "SetServiceStatus", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetStatus(nint service, ServiceStatus* status);

    [StructLayout(LayoutKind.Sequential)]
    private struct TableEntry
    {
        internal char* Name;
        internal delegate* unmanaged[Stdcall]<uint, char**, void> Main;
    }
}
