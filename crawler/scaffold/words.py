"""The words by which pages of many languages show what a part of them is. Small tables; a miss is no error."""

from __future__ import annotations

import re

NEXT_WORDS = (
    "next|next page|next »|next ›|next >|older|older posts|older topics|more results|weiter|nächste|"
    "nächste seite|vor|suivant|suivante|page suivante|suiv|suivants|siguiente|página siguiente|sig|próxima|"
    "próxima página|próximo|seguinte|proxima|proxima pagina|proximo|seguente|successiva|successivo|"
    "pagina successiva|avanti|prossima|volgende|volgende pagina|nästa|næste|neste|seuraava|следующая|"
    "следующая страница|след|след.|следующие|далее|вперёд|вперед|дальше|наступна|далі|následující|další|"
    "ďalšia|nasledujúca|następna|następne|dalej|następna strona|következő|următoarea|urmatoarea|înainte|"
    "sonraki|sonraki sayfa|ileri|επόμενη|следваща|напред|sljedeća|sledeća|naslednja|järgmine|nākamā|nākošie|"
    "kitas|kitas puslapis|下一页|下一頁|下页|下頁|下一页>|后页|下一张|次へ|次のページ|次ページ|次|다음|"
    "다음 페이지|다음페이지|ถัดไป|หน้าถัดไป|หน้าต่อไป|ต่อไป|sau|tiếp|trang sau|tiếp theo|trang kế|"
    "trang tiếp|kế tiếp|berikutnya|selanjutnya|halaman berikutnya|lanjut|seterusnya|التالي|التالية|"
    "الصفحة التالية|بعدی|صفحه بعد|صفحه بعدی|הבא|העמוד הבא|अगला|अगला पृष्ठ|পরবর্তী|அடுத்தது|susunod"
)
NEXT = frozenset(NEXT_WORDS.split("|"))
NEXT_SIGNS_WORDS = "› » > >> → ▶ ► ❯ ＞ 〉 chevron_right arrow_forward keyboard_arrow_right navigate_next"
NEXT_SIGNS = frozenset(NEXT_SIGNS_WORDS.split())
PREVIOUS_WORDS = (
    "previous|previous page|prev|prev page|zurück|vorherige|précédent|précédente|anterior|precedente|vorige|föregående|"
    "предыдущая|пред|назад|poprzednia|předchozí|önceki|上一页|上一頁|上页|上頁|前へ|前のページ|前|이전|ก่อนหน้า|trước|"
    "sebelumnya|السابق|قبلی"
)
PREVIOUS = frozenset(PREVIOUS_WORDS.split("|"))
NEWEST_WORDS = (
    "newest|latest|most recent|neueste|plus récents|más recientes|mais recentes|новейшие|самые новые|najnowsze|最新|"
    "最新へ|최신|ล่าสุด|mới nhất|terbaru|الأحدث"
)
NEWEST = frozenset(NEWEST_WORDS.split("|"))
NEXT_CLASSES_WORDS = "next nextpage forward suivant weiter siguiente"
NEXT_CLASSES = frozenset(NEXT_CLASSES_WORDS.split())
BACK_CLASSES_WORDS = "prev previous back last first"
BACK_CLASSES = frozenset(BACK_CLASSES_WORDS.split())
PAGING_CLASSES_WORDS = (
    "pagination pager paginator paging pages pagenav pagelinks pagelink pagenavi pagebar numberedpager "
    "navpages navigation paginate"
)
PAGING_CLASSES = frozenset(PAGING_CLASSES_WORDS.split())
CHROME_CLASSES_WORDS = (
    "nav navbar navigation menu footer sidebar breadcrumb breadcrumbs related similar recommend recommended "
    "recommendations suggested suggestions cookie cookies modal toolbar topbar crosssell upsell popular "
    "toplinks navlinks usermenu dropdown banner adsbygoogle tags tagcloud crumbs crumb "
    "recently viewed share social newsletter login signin lastviewed whosonline"
)
CHROME_CLASSES = frozenset(CHROME_CLASSES_WORDS.split())
TITLE_CLASSES_WORDS = "title subject headline heading name topic thread header adtitle titel titre titulo"
TITLE_CLASSES = frozenset(TITLE_CLASSES_WORDS.split())
TEXT_CLASSES_WORDS = (
    "description descr desc body content text message msg details detail beschreibung descripcion descricao "
    "descrizione opis popis leiras kuvaus omschrijving postbody postcontent entry comment bbcode prose "
    "markdown article brief annotation"
)
TEXT_CLASSES = frozenset(TEXT_CLASSES_WORDS.split())
PRICE_CLASSES_WORDS = (
    "price prices cost amount preis prix precio preco prezzo cena pris prijs harga gia hind kaina hinta ar "
    "fiyat budget value pricing sum"
)
PRICE_CLASSES = frozenset(PRICE_CLASSES_WORDS.split())
OLD_PRICE_WORDS = "old was regular strike strikethrough original before rrp crossed list previous del uvp"
OLD_PRICE = frozenset(OLD_PRICE_WORDS.split())
SELLER_CLASSES_WORDS = (
    "seller author username user member vendor owner poster advertiser agent agency shop store merchant "
    "dealer nickname nick pseudo autor verkaufer vendeur vendedor anbieter contact creator starter profile "
    "userinfo postauthor bigusername offeror"
)
SELLER_CLASSES = frozenset(SELLER_CLASSES_WORDS.split())
PROFILE = re.compile(
    r"(?:^|[/?&=_.;-])(?:u|user|users|members?|profiles?|profil|sellers?|author|authors|memberlist|account|vendor|usr|"
    r"people|person|shops?|store|stores|dealer|agent|agents|viewprofile|space|benutzer|mitglied\w*|utilisateur\w*|"
    r"usuarios?|userinfo|showuser|id-profile|agencies|pro|membres?|miembros?|membros?|uzytkowni\w*|kullanici\w*|"
    r"anvandare|nutzer|korisnik|felhasznalo|brukere?|userid|uid|mid)\d*(?:[/?&=_.;-]|$)",
    re.IGNORECASE,
)
NOT_A_PROFILE = re.compile(
    r"login|signin|register|signup|logout|password|settings|messages?/new|compose|privmsg|sendmessage|"
    r"mailto:|contact|email|avatar|report",
    re.IGNORECASE,
)
DATE_CLASSES_WORDS = (
    "date time posted published created datetime timestamp postdate datum fecha data dateline added updated "
    "age datepublished postdetails since ago"
)
DATE_CLASSES = frozenset(DATE_CLASSES_WORDS.split())
PLACE_CLASSES_WORDS = (
    "location place city region address locality ort standort lieu ville ubicacion localizacao localidade "
    "luogo lokalizacja lokacja locatie geo area province municipality district addresslocality"
)
PLACE_CLASSES = frozenset(PLACE_CLASSES_WORDS.split())
IMAGE_CLASSES_WORDS = "gallery photo photos image images picture pictures slider carousel media bild foto"
IMAGE_CLASSES = frozenset(IMAGE_CLASSES_WORDS.split())
PROMOTED_CLASSES_WORDS = (
    "promoted promo sponsored featured premium topad promotion paid vip highlight highlighted gold boosted "
    "spotlight destacado werbung"
)
PROMOTED_CLASSES = frozenset(PROMOTED_CLASSES_WORDS.split())
EMPTY_WORDS = re.compile(
    r"no (?:results?|items?|matches|match|ads?|listings?|topics?|threads?|posts?|products?|offers?|adverts?)\b|"
    r"nothing (?:was )?found|^not found|no \w+ (?:were |was )?found|not find any|"
    r"0 (?:results?|items?|ads|ofert)|did ?n[o']t match|"
    r"keine (?:ergebnisse|treffer|anzeigen|angebote|artikel)|nichts gefunden|"
    r"aucun[e]? (?:résultat|annonce|produit|article)|"
    r"pas de résultat|(?:sin|ningún|no hay|no se encontr\w+|no se han encontrado) ?"
    r"(?:resultados?|anuncios?|productos?)|no se encontr\w+|no se han encontrado|"
    r"(?:nenhum|nenhuma|não encontr\w+|não há) ?(?:resultados?|anúncios?|produtos?)|"
    r"nessun (?:risultato|annuncio|prodotto)|"
    r"geen (?:resultaten|advertenties)|ничего не найдено|не найдено|нет (?:объявлений|результатов)|нічого не знайдено|"
    r"brak (?:wyników|ogłoszeń|ofert)|nie znale\w+|žádné|nenalez\w+|nincs találat|sonuç bulunamadı|"
    r"没有找到|暂无|沒有找到|無結果|见つかりません|見つかりません|結果がありません|결과가 없|ไม่พบ|"
    r"không (?:tìm thấy|có kết quả)|"
    r"tidak (?:ditemukan|ada hasil)|لا توجد|لم يتم العثور|یافت نشد|"
    r"inga (?:resultat|annonser|träffar)|ingen (?:resultater|treff)",
    re.IGNORECASE,
)
GONE_WORDS = {
    "removed_by_platform": re.compile(
        r"removed by (?:our|the) (?:team|staff|moderat\w+|admin\w*)|breaks our rules|violat\w+ (?:our|the) \w+|"
        r"retir[eé]e? par (?:notre|la) modération|von (?:unserem team|der moderation) (?:entfernt|gelöscht)|"
        r"удалено модератор\w*|违规",
        re.IGNORECASE,
    ),
    "expired": re.compile(
        r"(?:has|is|listing|ad) expired|abgelaufen|a expiré|ha (?:expirado|caducado)|expirou|scadut\w|"
        r"wygas\w+|истек\w*|已过期|หมดอายุ|đã hết hạn|kedaluwarsa",
        re.IGNORECASE,
    ),
    "ended_by_seller": re.compile(
        r"(?:has been|is|already|was) sold|sold out|verkauft|a été vendu|vendid[oa]|venduto|sprzedan\w|продан\w*|"
        r"已售出|売り切れ|판매완료|ขายแล้ว|đã bán|terjual",
        re.IGNORECASE,
    ),
    "gone_no_reason": re.compile(
        r"no longer (?:available|exists?|active|online)|not (?:available|exist|found)|does ?n[o']t exist|"
        r"(?:has been|was|been) (?:removed|deleted|closed)|nicht (?:mehr )?(?:verfügbar|vorhanden|gefunden)|"
        r"existiert nicht|gelöscht|n'(?:existe plus|est plus)|introuvable|supprimée?|désactivée?|ya no (?:está|existe)|"
        r"no (?:existe|se encuentra)|não (?:existe|está mais|foi encontrad)|non (?:esiste|è più)|"
        r"niet (?:meer|gevonden)|"
        r"nie istnieje|nieaktualn\w+|не (?:найден|существует)|удален|удалён|снято|不存在|已删除|已下架|削除されました|"
        r"見つかりません|존재하지|ไม่พบ|không (?:tồn tại|còn)|tidak (?:ditemukan|tersedia)|غير (?:موجود|متاح)|404",
        re.IGNORECASE,
    ),
}
WALL_WORDS = re.compile(
    r"(?:you must|please|need to|have to) (?:be )?(?:log(?:ged)?[ -]?in|sign(?:ed)?[ -]?in|register)|login required|"
    r"members only|bitte (?:melde|loggen|anmelden)|vous devez (?:être connecté|vous connecter)|"
    r"debes? (?:iniciar sesión|registrar)|faça (?:o )?login|авторизуйтесь|войдите|请(?:先)?登录|ログインして",
    re.IGNORECASE,
)
FORUM_ADDRESS = re.compile(
    r"viewtopic|showthread|/threads?[/-]|/topics?[/.-]|/discussions?/|viewforum|forumdisplay|/forums?[/.]|/boards?[/.]|"
    r"//(?:www\.)?(?:forums?|board|bbs|community|foro|forum)\.|/t/\d|/bbs\w*/|//[\w.-]*bbs[\w-]*\.",
    re.IGNORECASE,
)
FORUM_MARK = re.compile(
    r"phpbb|vbulletin|xenforo|discourse|\bsmf\b|simple machines|mybb|invision|vanilla|nodebb|flarum|"
    r"bbpress|punbb|fluxbb|discuz|fudforum|yabb",
    re.IGNORECASE,
)
POWERED_BY = re.compile(rf"(?:powered|driven|software) by.{{0,40}}?(?:{FORUM_MARK.pattern})", re.IGNORECASE)
LOGIN_ADDRESS = re.compile(
    r"(?:^|[/?&=_.-])(?:log-?[io]n|sign-?in|auth|account/login|connexion|anmelden|einloggen)(?![a-z])", re.IGNORECASE
)
OTHER_ADDRESS = re.compile(
    r"(?:^|[/?&=_.-])(?:users?|members?|memberlist|profile|author|tags?|categor(?:y|ies)|login|register|help|faq|about|"
    r"terms|privacy|contact|cart|basket|compare|wishlist|favou?rites?|rss|feed|blog|news|u|forumdisplay|viewforum|"
    r"sellers?|shop|store|dealer)(?=[/?&=_.-]|$)",
    re.IGNORECASE,
)
