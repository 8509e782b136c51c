using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Starts the OpenTelemetry SDK with the host.</summary>
public static class OpenTelemetryServicesExtensions
{
    /// <summary>Adds what starts the providers; every call gives a builder of the same providers.</summary>
    public static OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services)
    {
        // First of the hosted services: what the others emit when they start is already heard.
        if (!services.Any(service => service.ImplementationType == typeof(TelemetryHostedService)))
        {
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryHostedService>());
        }

        return new(services);
    }
}
