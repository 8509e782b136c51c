// Settings are options: bound to a section of the configuration, validated all together before the service touches its
// database, and injected as their own type.
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shop.ServiceDefaults;

/// <summary>Registers and validates settings.</summary>
public static class Settings
{
    /// <summary>
    /// Binds <typeparamref name="TSettings"/> to a section. Its durations must be greater than zero; other rules are
    /// added by <c>Validate</c>, with a message that says what to do.
    /// </summary>
    public static OptionsBuilder<TSettings> AddSettings<TSettings>(this IServiceCollection services, string section)
        where TSettings : class
    {
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<TSettings>>().Value);
        services.AddSingleton<IValidateOptions<TSettings>>(new PositiveDurations<TSettings>(section));
        return services.AddOptions<TSettings>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
    }

    /// <summary>Refuses a value of development in Production, where it would be public.</summary>
    public static OptionsBuilder<TSettings> RefuseDevelopmentValue<TSettings>(
        this OptionsBuilder<TSettings> options, string name, Func<TSettings, IEnumerable<byte[]>> values)
        where TSettings : class => options.Validate<IHostEnvironment>((settings, environment) =>
        {
            foreach (var value in values(settings))
            {
                DevelopmentSecrets.RefuseInProduction(environment, name, value);
            }

            return true;
        });

    /// <summary>
    /// Validates all settings. The host does the same when it starts, but the database is opened before. The host also
    /// throws an <see cref="AggregateException"/> if several settings are wrong, which would not be one clear line.
    /// </summary>
    /// <exception cref="OptionsValidationException">The message names every wrong setting.</exception>
    public static void ValidateSettings(this WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException several)
        {
            throw new OptionsValidationException(
                nameof(Settings), typeof(Settings),
                several.InnerExceptions.OfType<OptionsValidationException>().SelectMany(error => error.Failures));
        }
    }

    private sealed class PositiveDurations<TSettings>(string section) : IValidateOptions<TSettings>
        where TSettings : class
    {
        private static readonly PropertyInfo[] Durations =
            [.. typeof(TSettings).GetProperties().Where(property => property.PropertyType == typeof(TimeSpan))];

        public ValidateOptionsResult Validate(string? name, TSettings options)
        {
            var failures = Durations
                .Where(property => (TimeSpan)property.GetValue(options)! <= TimeSpan.Zero)
                .Select(property => $"{section}:{property.Name} must be a duration greater than zero, as 00:00:10.")
                .ToList();
            return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
        }
    }
}
