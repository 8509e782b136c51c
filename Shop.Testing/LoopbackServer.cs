using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Shop.Testing;

/// <summary>Builds HTTP servers that run inside the process of the tests.</summary>
public static class LoopbackServer
{
    /// <summary>
    /// A builder for a server on a free port of 127.0.0.1. It reads no settings: the folder of the tests contains the
    /// appsettings.json of one of the services, with that service's endpoints.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder;
    }
}
