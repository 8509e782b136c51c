// A device token proves that a browser has signed in to an account before [OWASP, device cookies]. Each successful
// sign-in issues one, encrypted with Data Protection and valid for a year. It opens no session: the password is always
// required. It only gives the browser its own count of wrong passwords, so a stolen token is worth ten guesses.
// A token contains the account and the version of its password. A new password, or the end of the account, invalidates
// every earlier token. If a new account takes over a login id, tokens of the old account are not valid for it.
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Account.Throttling;

public sealed class DeviceTokens(IDataProtectionProvider protection, ThrottleSettings settings)
{
    private const int MaxTokenLength = 1_000;

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector("device token").ToTimeLimitedDataProtector();

    public string Issue(Guid memberId, int passwordVersion) => _protector.Protect(
        string.Create(CultureInfo.InvariantCulture, $"{memberId} {passwordVersion} {Guid.NewGuid()}"),
        settings.DeviceLifetime);

    /// <summary>The device of a token; null if the token is missing, expired or not issued here.</summary>
    public KnownDevice? Read(string? token)
    {
        if (token is not { Length: > 0 and <= MaxTokenLength })
        {
            return null;
        }

        try
        {
            var parts = _protector.Unprotect(token).Split(' ');
            return new(
                Guid.Parse(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), Guid.Parse(parts[2]));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>A device that has signed in to an account with a version of its password.</summary>
public sealed record KnownDevice(Guid MemberId, int PasswordVersion, Guid Id);
