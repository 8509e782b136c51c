namespace Shop.Commerce.Operators.BackOffice;

/// <summary>Hides what an operator without <see cref="Permission.CanSeePersonalData"/> does not need to see.</summary>
public static class PersonalDataMask
{
    /// <summary>김하늘 becomes 김*늘, and 김하 becomes 김*.</summary>
    public static string Name(string name) => name.Length switch
    {
        <= 1 => "*",
        2 => $"{name[0]}*",
        _ => $"{name[0]}{new string('*', name.Length - 2)}{name[^1]}",
    };

    /// <summary>The last four digits remain, which a caller can be asked for.</summary>
    public static string Phone(string phone) => $"{new string('*', Math.Max(0, phone.Length - 4))}{phone[^4..]}";

    /// <summary>
    /// The address as the operator may see it. Packing an order, and finding its parcel, needs the name and the
    /// address; the phone number and the e-mail address are never needed.
    /// </summary>
    public static AdminShipping Shipping(Shipping to, OrderStatus status, bool seesPersonalData)
    {
        if (seesPersonalData)
        {
            return new(to.Recipient, to.Phone, to.PostalCode, to.Address1, to.Address2, to.Email, IsMasked: false);
        }

        return status is OrderStatus.Ready or OrderStatus.Shipped
            ? new(to.Recipient, Phone(to.Phone), to.PostalCode, to.Address1, to.Address2, null, IsMasked: true)
            : new(Name(to.Recipient), Phone(to.Phone), to.PostalCode, "***", null, null, IsMasked: true);
    }
}
