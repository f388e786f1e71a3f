namespace Foresale.Events.Guessing;

/// <summary>Names that columns have in English, German, French, Spanish, Chinese and Russian logs, by field.</summary>
internal static class ColumnWords
{
    // In the form of Words.Folded; the first field that lists a name has it.
    private static readonly (string Field, string Names)[] s_fields =
    [
        ("event_id", "eventid hitid messageid ereignisid ereignisnr idevenement eventuuid 事件id 事件编号"),
        ("anonymous_id", "anonymousid anonymous anonid cookie cookieid userpseudoid browserid gaclientid"),
        ("user_id", "userid user uid customerid customer custid clientid client visitorid visitor shopperid shopper memberid buyerid accountid householdid household haushalt foyer hogar " +
                    "kunde kundenid kundeid kundennr kundennummer nutzer nutzerid benutzer benutzerid besucher besucherid kaufer kauferid " +
                    "utilisateur idutilisateur utilisateurid idclient visiteur idvisiteur acheteur usuario idusuario usuarioid cliente idcliente clienteid visitante comprador " +
                    "用户 用户id 用户编号 用户标识 会员 会员id 会员编号 买家 买家id 客户 客户id 客户编号 пользователь idпользователя пользовательid клиент idклиента клиентid покупатель idпокупателя посетитель"),
        ("session_id", "sessionid session usersession sid visitid visit gasessionid sitzung sitzungsid sitzungid besuch besuchid idsession idvisite sesion idsesion sesionid visita " +
                       "会话 会话id 会话编号 访问id сессия idсессии сеанс idсеанса визит"),
        ("order_id", "orderid order ordernumber ordernr orderno transactionid transaction invoiceno invoice invoiceid basketid receiptid bestellung bestellid bestellnr bestellnummer auftrag auftragsnr auftragsnummer " +
                     "commande idcommande commandeid numerocommande nocommande pedido idpedido pedidoid numeropedido 订单 订单id 订单号 订单编号 заказ idзаказа номерзаказа заказid"),
        ("item_id", "itemid item productid product prodid sku skuid articleid article goodsid goods asin gtin ean stockcode artikel artikelid artikelnr artikelnummer produkt produktid produktnr produktnummer ware " +
                    "produit idproduit produitid refproduit referenceproduit idarticle reference producto idproducto productoid articulo idarticulo contentid " +
                    "商品 商品id 商品编号 商品标识 宝贝 宝贝id 产品 产品id 产品编号 товар idтовара товарid артикул"),
        ("behavior", "behavior behaviour behaviortype eventtype eventname event action actiontype activity activitytype interaction interactiontype type aktion aktionstyp ereignis ereignistyp ereignisart vorgang handlung aktivitat art " +
                     "evenement typeevenement typedevenement actionutilisateur evento tipoevento tipodeevento nombreevento accion tipo comportamiento comportement " +
                     "行为 行为类型 用户行为 事件 事件类型 事件名称 操作 操作类型 动作 событие типсобытия событиятип действие типдействия"),
        ("received_at", "receivedat received servertime servertimestamp ingestedat arrivedat empfangen empfangenam recule recibido 接收时间 получено"),
        ("time", "time timestamp ts datetime eventtime eventtimestamp eventdate visitdatetime visittime createdat occurredat date utctime localtime day " +
                 "zeit zeitpunkt zeitstempel datum datumzeit datumuhrzeit horodatage heure dateheure dateevenement fecha fechahora fechayhora hora marcadetiempo " +
                 "时间 时间戳 日期 日期时间 行为时间 操作时间 事件时间 访问时间 время дата датавремя времясобытия датасобытия датаивремя"),
        ("price", "price unitprice itemprice preis preiseur einzelpreis stuckpreis stueckpreis verkaufspreis betrag prix prixunitaire prixeur montant precio preciounitario importe amount " +
                  "价格 单价 售价 商品价格 金额 цена ценазаединицу стоимость"),
        ("currency", "currency currencycode wahrung waehrung devise monnaie moneda divisa 币种 货币 валюта"),
        ("quantity", "quantity qty menge anzahl stuck stueck stuckzahl quantite qte cantidad unidades 数量 件数 购买数量 количество колво"),
        ("category", "category categoryid categorycode itemcategory productcategory cat catid kategorie kategorieid warengruppe produktkategorie categorie idcategorie rubrique rayon categoria idcategoria department " +
                     "类别 类目 分类 品类 类目id 商品类别 商品类目 商品分类 категория idкатегории"),
        ("brand", "brand brandid brandname marke hersteller marque fabricant marca fabricante manufacturer vendor 品牌 品牌id бренд марка производитель"),
        ("query", "query searchterm searchquery searchterms keyword keywords suchbegriff suchanfrage suchwort recherche termerecherche motcle busqueda terminobusqueda 搜索词 关键词 关键字 запрос поисковыйзапрос"),
        ("device", "device devicetype devicecategory gerat geraet geratetyp geraetetyp endgerat appareil typeappareil dispositivo tipodispositivo 设备 设备类型 终端 устройство типустройства"),
        ("region", "region country city location geo state province land stadt ort bundesland pays ville pais ciudad provincia 地区 城市 国家 省份 регион город страна"),
        ("channel", "channel source medium trafficsource campaign utmsource referrer platform kanal quelle vertriebskanal canal origine origen fuente 渠道 来源 平台 канал источник"),
        ("consent", "consent einwilligung zustimmung consentement consentimiento 同意 согласие"),
    ];

    private static readonly string[] s_labels =
        [.. ("label target y class revenue converted conversion purchased purchase bought churn churned outcome response subscribed clicked buy sale recommended redeemed returned responded kauf gekauft kaufer abschluss achat achete compra comprado "
            + "标签 是否购买 购买 покупка купил целевая").Split(' ')];

    private static readonly string[] s_codes = [.. "type typ tipo kind code class group gruppe segment browser system systems os zip plz 类型 тип".Split(' ')];

    private static readonly Dictionary<string, string> s_byName = ByName();

    /// <summary>The field that a name means and how certain that is, 0..1; null where it means none.</summary>
    public static (string Field, double Certainty)? FieldOf(string name)
    {
        // Of a path the last part names the value: device.category is a category only in name.
        var folded = Words.Folded(name);
        if (s_byName.TryGetValue(folded, out var field))
        {
            return (field, folded.Length <= 2 || folded is "type" or "art" or "tipo" or "order" or "visit" or "reference" or "amount" ? .75 : .95);
        }

        var parts = Words.Parts(name);
        if (parts.Count > 1 && s_byName.TryGetValue(string.Concat(parts.TakeLast(2)), out var tail))
        {
            return (tail, .85);
        }

        // The head of a compound comes last: "produkt kategorie" is a category. An id is one of what stands before it.
        var words = parts.Where(p => p is not ("id" or "nr" or "no" or "code" or "key" or "name" or "type" or "kind")).ToList();
        for (var i = words.Count - 1; i >= 0; i--)
        {
            if (s_byName.TryGetValue(words[i], out var part) || s_byName.TryGetValue(words[i] + "id", out part))
            {
                return (part, i == words.Count - 1 ? .7 : .5);
            }
        }

        return null;
    }

    /// <summary>True where a column of that name may hold the answer of a table.</summary>
    public static bool IsLabel(string name) =>
        s_labels.Contains(string.Concat(Words.Parts(name).Where(p => p is not ("is" or "has" or "ind" or "flag" or "yn"))), StringComparer.Ordinal)
        || s_labels.Contains(Words.Folded(name), StringComparer.Ordinal);

    /// <summary>True where a number under that name is the code of a kind.</summary>
    public static bool IsCode(string name) => FieldOf(name) is { Field: "region" or "device" or "category" or "brand" }
        || Words.Parts(name).Exists(p => s_codes.Contains(p, StringComparer.Ordinal));

    private static Dictionary<string, string> ByName()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, list) in s_fields)
        {
            foreach (var name in list.Split(' '))
            {
                names.TryAdd(Words.Folded(name), field);
            }
        }

        return names;
    }
}
