using Foresale.Server.Settings;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace Foresale.Server;

/// <summary>How the process lives: as a systemd unit, a Windows service, in a container or in a terminal; and how it ends.</summary>
internal static class Hosting
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.Services.AddSystemd();
        builder.Services.AddWindowsService(service => service.ServiceName = "Foresale");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<LimitOptions>>((host, limits) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(limits.Value.DrainSeconds));
        builder.Services.AddSingleton<DataFolder>();

        // Pages sign their forms with these keys: in the data folder they outlast a restart.
        builder.Services.AddOptions<KeyManagementOptions>().Configure<DataFolder, ILoggerFactory>((protection, folder, logs) =>
        {
            var place = folder.Combine("protection");
            DataFolder.MakeFolder(place);
            protection.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(place), logs);
        });
    }
}
