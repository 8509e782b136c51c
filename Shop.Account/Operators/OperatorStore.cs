// The store through which ASP.NET Core Identity reads and writes operators: passwords, lockout, the secret of the
// authenticator app and recovery codes. Identity saves after each step; acts call it inside a transaction that holds
// the operator's row.
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using OtpNet;

namespace Shop.Account.Operators;

public sealed class OperatorStore(AccountDb db, DataKey dataKey, IDataProtectionProvider protection) :
    IUserPasswordStore<Operator>, IUserSecurityStampStore<Operator>, IUserLockoutStore<Operator>,
    IUserAuthenticatorKeyStore<Operator>, IUserTwoFactorRecoveryCodeStore<Operator>
{
    private const int AuthenticatorKeyBytes = 20; // RFC 4226 recommends 160 bits.

    private readonly byte[] _recoveryKey = dataKey.DeriveKey("operator recovery codes");
    private readonly byte[] _authenticatorKey = dataKey.DeriveKey("operator authenticator secrets");

    public Task<string> GetUserIdAsync(Operator user, CancellationToken ct) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Operator user, CancellationToken ct) =>
        Task.FromResult<string?>(user.LoginId);

    public Task<string?> GetNormalizedUserNameAsync(Operator user, CancellationToken ct) =>
        Task.FromResult<string?>(user.LoginId);

    public Task SetUserNameAsync(Operator user, string? userName, CancellationToken ct) => throw KeepsLoginId();

    // Identity normalizes the name before each update; a login id is stored in its only form.
    public Task SetNormalizedUserNameAsync(Operator user, string? normalizedName, CancellationToken ct) =>
        Task.CompletedTask;

    public async Task<IdentityResult> CreateAsync(Operator user, CancellationToken ct)
    {
        db.Add(user);
        await db.SaveChangesAsync(ct);
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> UpdateAsync(Operator user, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        return IdentityResult.Success;
    }

    public Task<IdentityResult> DeleteAsync(Operator user, CancellationToken ct) =>
        throw new NotSupportedException("Operators are disabled, never deleted: the audit log names them.");

    public Task<Operator?> FindByIdAsync(string userId, CancellationToken ct) =>
        db.Operators.SingleOrDefaultAsync(found => found.Id == Guid.Parse(userId), ct);

    public Task<Operator?> FindByNameAsync(string normalizedUserName, CancellationToken ct) =>
        db.Operators.SingleOrDefaultAsync(found => found.LoginId == normalizedUserName, ct);

    public Task SetPasswordHashAsync(Operator user, string? passwordHash, CancellationToken ct)
    {
        user.SetPassword(passwordHash ?? throw new NotSupportedException("A password is never removed."));
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(Operator user, CancellationToken ct) =>
        Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Operator user, CancellationToken ct) =>
        Task.FromResult(user.PasswordHash is not null);

    public Task SetSecurityStampAsync(Operator user, string stamp, CancellationToken ct)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Operator user, CancellationToken ct) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Operator user, CancellationToken ct) =>
        Task.FromResult(user.LockoutEnd);

    public Task SetLockoutEndDateAsync(Operator user, DateTimeOffset? lockoutEnd, CancellationToken ct)
    {
        user.LockoutEnd = lockoutEnd;
        return Task.CompletedTask;
    }

    public Task<int> IncrementAccessFailedCountAsync(Operator user, CancellationToken ct) =>
        Task.FromResult(++user.AccessFailedCount);

    public Task ResetAccessFailedCountAsync(Operator user, CancellationToken ct)
    {
        user.AccessFailedCount = 0;
        return Task.CompletedTask;
    }

    public Task<int> GetAccessFailedCountAsync(Operator user, CancellationToken ct) =>
        Task.FromResult(user.AccessFailedCount);

    public Task<bool> GetLockoutEnabledAsync(Operator user, CancellationToken ct) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Operator user, bool enabled, CancellationToken ct) =>
        throw new NotSupportedException("Every operator can be locked out.");

    public Task SetAuthenticatorKeyAsync(Operator user, string key, CancellationToken ct)
    {
        user.SetAuthenticatorKey(key, protection);
        return Task.CompletedTask;
    }

    /// <summary>The secret that an operator sets up with this challenge, which is random.</summary>
    public string NewAuthenticatorKey(string challenge) => Base32Encoding.ToString(
        HMACSHA256.HashData(_authenticatorKey, Encoding.UTF8.GetBytes(challenge)).AsSpan(0, AuthenticatorKeyBytes)
            .ToArray());

    public Task<string?> GetAuthenticatorKeyAsync(Operator user, CancellationToken ct) =>
        Task.FromResult(user.GetAuthenticatorKey(protection));

    public async Task ReplaceCodesAsync(Operator user, IEnumerable<string> recoveryCodes, CancellationToken ct)
    {
        await db.OperatorRecoveryCodes.Where(code => code.OperatorId == user.Id).ExecuteDeleteAsync(ct);
        db.OperatorRecoveryCodes.AddRange(
            recoveryCodes.Select(code => OperatorRecoveryCode.Of(user.Id, HashOf(user, code))));
    }

    public async Task<bool> RedeemCodeAsync(Operator user, string code, CancellationToken ct)
    {
        var hash = HashOf(user, code);
        return await db.OperatorRecoveryCodes
            .Where(stored => stored.OperatorId == user.Id && stored.Hash == hash)
            .ExecuteDeleteAsync(ct) == 1;
    }

    public Task<int> CountCodesAsync(Operator user, CancellationToken ct) =>
        db.OperatorRecoveryCodes.CountAsync(code => code.OperatorId == user.Id, ct);

    public void Dispose()
    {
        // The database context belongs to the scope.
    }

    // A code is short enough to be guessed from a plain hash, so the hash needs the service's key. Typed codes may have
    // small letters and blanks.
    private byte[] HashOf(Operator user, string code) => HMACSHA256.HashData(
        _recoveryKey,
        Encoding.UTF8.GetBytes($"{user.Id}:{code.Replace(" ", "").Replace("-", "").ToUpperInvariant()}"));

    private static NotSupportedException KeepsLoginId() => new("An operator keeps the login id.");
}
